// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow callers, slow functions and many callers at once: nothing piles up and nothing is mixed up. */
@Timeout(60)
class PressureTest {
    private static final int PIECE = 16 * 1024;
    private Stage stage;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage().with("hello").with("many", 30_000, 10, io.jfn.api.CallAuth.NONE);
        client = stage.client();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        stage.close();
    }

    private static io.netty.buffer.ByteBuf piece(int number) {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) ('a' + number % 26));
        var piece = PooledByteBufAllocator.DEFAULT.directBuffer(PIECE).writeBytes(bytes);
        return piece;
    }

    @Test
    void a_slow_caller_holds_the_function_back_and_misses_nothing() throws Exception {
        client.send("GET /function/hello HTTP/1.1\r\nHost: a\r\n\r\n");
        var function = stage.instances.next();
        function.exchange.head(200, TestCarrier.headers("Content-Length", String.valueOf(400L * PIECE)));
        int sent = 0;
        while (sent < 400 && function.exchange.write(piece(sent))) {
            sent++;
        }
        sent++;
        assertThat(sent).as("pieces before the caller's slowness shows").isLessThan(400);
        client.head();
        int got = 0;
        while (got < 400) {
            while (got < sent) {
                String read = client.read(PIECE);
                assertThat(read.charAt(0)).isEqualTo((char) ('a' + got % 26));
                assertThat(read.charAt(PIECE - 1)).isEqualTo((char) ('a' + got % 26));
                got++;
            }
            if (sent < 400) {
                assertThat(function.wanted.poll(5, TimeUnit.SECONDS)).isTrue();
                boolean more = true;
                while (more && sent < 400) {
                    more = function.exchange.write(piece(sent++));
                }
            }
        }
        function.exchange.end();
        function.exchange.over(true);
        stage.instances.script = carrier -> carrier.answer("next");
        assertThat(client.get("/function/hello").body()).isEqualTo("next");
    }

    @Test
    void a_slow_function_holds_the_caller_back() throws Exception {
        stage.instances.script = carrier -> carrier.exchange.pauseRequest();
        client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
        var function = stage.instances.next();
        var sent = new AtomicInteger();
        var sending = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    client.send("x".repeat(10_000));
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        // What one reading of the loop brought may still come, 16 pieces of 64 KiB at most; the rest waits in the
        // sockets.
        assertThat(function.received.get()).isLessThan(1_000_000);
        function.exchange.resumeRequest();
        function.whole.get(20, TimeUnit.SECONDS);
        sending.get(5, TimeUnit.SECONDS);
        assertThat(function.received.get()).isEqualTo(1_000_000);
        function.answer("all of it");
        assertThat(client.answer().body()).isEqualTo("all of it");
    }

    @Test
    void many_callers_get_each_their_own_reply() throws Exception {
        stage.instances.script = carrier -> {
            if (carrier.exchange.request().path().endsWith("7")) {
                Thread.ofVirtual()
                        .start(() -> carrier.answer(carrier.exchange.request().path()));
            } else {
                carrier.answer(carrier.exchange.request().path());
            }
        };
        var callers = new CompletableFuture<?>[8];
        for (int c = 0; c < callers.length; c++) {
            int number = c;
            callers[c] = CompletableFuture.runAsync(() -> {
                try (var mine = stage.client()) {
                    for (int i = 0; i < 200; i++) {
                        String path = "/" + number + "/" + i;
                        assertThat(mine.get("/function/many" + path).body()).isEqualTo(path);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        CompletableFuture.allOf(callers).get(40, TimeUnit.SECONDS);
        assertThat(stage.log.begun).hasSize(1600);
        assertThat(stage.log.ended).hasSize(1600);
        assertThat(stage.metrics.counted).hasSize(1600);
        assertThat(stage.scheduler.snapshot().active()).isZero();
    }

    @Test
    void calls_one_after_the_other_from_new_connections_meet_the_same_instance() throws Exception {
        stage.instances.script = carrier -> carrier.answer("hi");
        client.get("/function/many");
        for (int i = 0; i < 100; i++) {
            try (var next = stage.client()) {
                assertThat(next.get("/function/many").header("x-jfn-cold")).isEqualTo("false");
            }
        }
    }
}
