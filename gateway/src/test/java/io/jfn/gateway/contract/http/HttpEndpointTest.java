// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.instance.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An endpoint and its connections: ready, kept, repeated over, closed, and what is told when the process ends. */
@Timeout(60)
class HttpEndpointTest extends HttpEndpointStage {
    @Test
    void keeps_the_connection_that_proved_it_ready_for_every_call() throws Exception {
        Endpoint endpoint = endpoint(this::echo);
        for (int i = 0; i < 20; i++) {
            assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("connection 0");
        }
        assertThat(process.connects()).isEqualTo(1);
    }

    @Test
    void opens_no_more_connections_than_calls_at_a_time() throws Exception {
        var gate = new CountDownLatch(1);
        var all = new CountDownLatch(3);
        ScriptedServer server = server(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                all.countDown();
                awaitQuietly(gate);
                peer.ok("x");
            }
        });
        Endpoint endpoint = endpoint(server, 3);
        var exchanges = new ArrayList<RecordingExchange>();
        for (int i = 0; i < 3; i++) {
            exchanges.add(call(endpoint, RecordingExchange.get("/")));
        }
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        gate.countDown();
        exchanges.forEach(RecordingExchange::body);
        for (int i = 0; i < 30; i++) {
            call(endpoint, RecordingExchange.get("/")).body();
        }
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void repeats_a_request_whose_kept_connection_was_closed() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            if (peer.number == 1) {
                peer.ok("second");
            }
        });
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("second");
        assertThat(process.connects()).isEqualTo(2);
    }

    @Test
    void repeats_only_once_and_only_what_may_be_repeated() throws Exception {
        ScriptedServer server = server(ScriptedServer.Peer::head);
        Endpoint endpoint = endpoint(server, 1);
        Failure failure = failure(endpoint, RecordingExchange.get("/"));
        assertThat(failure.outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(failure.detail()).contains("'hello'", "i-1", "closed the connection without an answer");
        assertThat(server.connections()).isEqualTo(2);

        var post = call(endpoint, RecordingExchange.post("/", ""));
        assertThat(post.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(post.reusable()).isTrue();
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void notices_an_idle_connection_that_was_closed() throws Exception {
        var closed = new CountDownLatch(1);
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.ok("connection " + peer.number);
            peer.close();
            closed.countDown();
        });
        assertThat(call(endpoint, RecordingExchange.post("/", "x")).body()).isEqualTo("connection 0");
        closed.await();
        for (int i = 0; i < 2; i++) { // both loops have seen what came in
            loops.next().submit(() -> {}).sync();
        }
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("connection 1");
    }

    @Test
    void tells_that_the_function_ran_out_of_memory() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            Thread.ofVirtual().start(() -> process.runOutOfMemory());
        });
        var exchange = call(endpoint, RecordingExchange.post("/", "x"));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
        assertThat(exchange.failure().detail()).contains("'hello'", "128 MiB", "127 MiB", "raise 'memory'");
        assertThat(exchange.failure().facts())
                .containsEntry("memoryLimitBytes", 128L << 20)
                .containsEntry("memoryPeakBytes", 127L << 20);
        assertThat(exchange.reusable()).isFalse();
    }

    @Test
    void tells_how_the_function_crashed_and_fails_what_comes_after() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            process.killedBy(11);
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(exchange.failure().detail()).contains("SIGSEGV", "jfn logs hello");
        assertThat(exchange.failure().facts()).containsEntry("signal", "SIGSEGV");
        assertThat(exchange.reusable()).isFalse();

        var late = call(endpoint, RecordingExchange.get("/"));
        assertThat(late.failure().outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(late.reusable()).isFalse();
    }

    @Test
    void no_call_outlives_the_process_even_when_its_connection_does() throws Exception {
        var asked = new CountDownLatch(1);
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            asked.countDown();
            peer.head();
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        asked.await();
        process.exit(3);
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(exchange.failure().facts()).containsEntry("exitCode", 3);
    }

    @ParameterizedTest
    @CsvSource({"CLIENT_GONE, true", "TOO_LARGE, true", "TIMED_OUT, false"})
    void closes_the_connection_of_a_call_that_nobody_waits_for(Outcome why, boolean reusable) throws Exception {
        var asked = new CountDownLatch(1);
        var ended = new LinkedBlockingQueue<Boolean>();
        Endpoint endpoint = endpoint(peer -> {
            if (peer.number == 0) {
                peer.head();
                asked.countDown();
                ended.add(peer.isAtEnd());
            } else {
                echo(peer);
            }
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        asked.await();
        exchange.cancel(why);
        assertThat(exchange.reusable()).isEqualTo(reusable);
        assertThat(ended.poll(10, TimeUnit.SECONDS)).isTrue();
        exchange.carrier().cancelled(Outcome.TIMED_OUT); // a deadline may follow
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("connection 1");
    }

    @Test
    void is_not_ready_when_nothing_listens() throws Exception {
        try (var deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), 0)); // taken, so that nobody else listens there
            int port = deaf.getLocalPort();
            var endpoint = HttpEndpoint.factory(loops).open(FakeMainProcess.listeningOn(port, 1));
            open.add(endpoint);
            assertThatThrownBy(() -> endpoint.ready(50).toCompletableFuture().join())
                    .hasMessageContaining("nothing listened on port " + port)
                    .hasMessageContaining("$PORT");
        }
    }

    @Test
    void is_not_ready_when_the_process_ended() throws Exception {
        var gone = FakeMainProcess.listeningOn(1, 1);
        gone.exit(2);
        var endpoint = HttpEndpoint.factory(loops).open(gone);
        open.add(endpoint);
        assertThatThrownBy(() -> endpoint.ready(50).toCompletableFuture().join())
                .hasMessageContaining("exit code 2");
    }

    @Test
    void closing_ends_calls_and_opens_no_more() throws Exception {
        var asked = new CountDownLatch(1);
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            asked.countDown();
            peer.head();
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        asked.await();
        endpoint.close();
        endpoint.close();
        process.killedBy(15);
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(exchange.failure().detail()).contains("SIGTERM");
    }
}
