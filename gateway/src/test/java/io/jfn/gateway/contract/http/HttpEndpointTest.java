// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.instance.Endpoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpEndpointTest {
    private static final EventLoopGroup LOOPS = new EpollEventLoopGroup(2);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private FakeMainProcess process = FakeMainProcess.listeningOn(1, 1);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : open.reversed()) {
            thing.close();
        }
    }

    @AfterAll
    static void stop() {
        var _ = LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Endpoint endpoint(ScriptedServer.Script script) throws IOException {
        return endpoint(server(script), 1);
    }

    private ScriptedServer server(ScriptedServer.Script script) throws IOException {
        var server = new ScriptedServer(script);
        open.add(server);
        return server;
    }

    private Endpoint endpoint(ScriptedServer server, int concurrency) {
        process = FakeMainProcess.listeningOn(server.port(), concurrency);
        Endpoint endpoint = HttpEndpoint.factory(LOOPS).open(process);
        open.add(endpoint);
        endpoint.ready(1000).toCompletableFuture().join();
        return endpoint;
    }

    private static RecordingExchange call(Endpoint endpoint, RecordingExchange exchange) {
        endpoint.invoke(exchange);
        return exchange;
    }

    private static Failure failure(Endpoint endpoint, RecordingExchange exchange) {
        return call(endpoint, exchange).failure();
    }

    /** Answers every request of a connection with its number and body length 0. */
    private void echo(ScriptedServer.Peer peer) throws IOException {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            heads.add(head);
            peer.ok("connection " + peer.number);
        }
    }

    @Test
    void passes_the_request_on_as_it_was_asked() throws Exception {
        Endpoint endpoint = endpoint(this::echo);
        var headers =
                new DefaultHttpHeaders().add("X-One", "1").add("x-one", "2").add("Expect", "100-continue");

        var exchange = call(endpoint, RecordingExchange.of("GET", "/a%2fb//c;d", "q=%20&r", headers, ""));

        assertThat(exchange.body()).isEqualTo("connection 0");
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(heads.poll())
                .startsWith("GET /a%2fb//c;d?q=%20&r HTTP/1.1\r\n")
                .containsIgnoringCase("host: fn.example:8443\r\n")
                .contains("X-One: 1\r\n", "x-one: 2\r\n")
                .doesNotContainIgnoringCase("expect")
                .doesNotContainIgnoringCase("content-length")
                .doesNotContainIgnoringCase("transfer-encoding");
        assertThat(exchange.said()).containsExactly("begin", "head", "end", "over");
    }

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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sends_a_small_body_with_its_length_and_together_with_the_head() throws Exception {
        var reads = new LinkedBlockingQueue<String>();
        Endpoint endpoint = endpoint(peer -> {
            reads.add(peer.head());
            reads.add(peer.body(5));
            peer.ok("thanks");
        });
        assertThat(call(endpoint, RecordingExchange.post("/", "hello")).body()).isEqualTo("thanks");
        assertThat(reads.poll()).containsIgnoringCase("content-length: 5\r\n");
        assertThat(reads.poll()).isEqualTo("hello");
    }

    @Test
    void sends_a_body_of_unknown_length_in_chunks_as_it_comes() throws Exception {
        var reads = new LinkedBlockingQueue<String>();
        Endpoint endpoint = endpoint(peer -> {
            reads.add(peer.head());
            reads.add(peer.body("5\r\nhello\r\n".length()));
            reads.add(peer.body("6\r\n world\r\n0\r\n\r\n".length()));
            peer.ok("thanks");
        });
        var exchange = call(endpoint, RecordingExchange.open("POST", -1));
        assertThat(reads.poll(10, TimeUnit.SECONDS)).containsIgnoringCase("transfer-encoding: chunked\r\n");
        exchange.carrier().requestData(RecordingExchange.text("hello"));
        assertThat(reads.poll(10, TimeUnit.SECONDS)).isEqualTo("5\r\nhello\r\n");
        exchange.carrier().requestData(RecordingExchange.text(" world"));
        exchange.carrier().requestEnd();
        assertThat(exchange.body()).isEqualTo("thanks");
        assertThat(reads.poll()).isEqualTo("6\r\n world\r\n0\r\n\r\n");
    }

    @Test
    void holds_a_caller_back_whose_function_does_not_read() throws Exception {
        var gate = new CountDownLatch(1);
        int piece = 1 << 20;
        int pieces = 16;
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            awaitQuietly(gate);
            peer.body(piece * pieces);
            peer.ok("done");
        });
        var exchange = call(endpoint, RecordingExchange.open("POST", (long) piece * pieces));
        exchange.carrier();
        int sent = 0;
        while (sent < pieces && !exchange.said().getLast().equals("pause")) {
            exchange.carrier().requestData(RecordingExchange.text("x".repeat(piece)));
            sent++;
            LOOPS.next().submit(() -> {}).sync();
            LOOPS.next().submit(() -> {}).sync();
        }
        assertThat(sent).isLessThan(pieces);
        gate.countDown();
        exchange.awaitSaid("resume");
        for (; sent < pieces; sent++) {
            exchange.carrier().requestData(RecordingExchange.text("x".repeat(piece)));
        }
        exchange.carrier().requestEnd();
        assertThat(exchange.body()).isEqualTo("done");
    }

    @Test
    void stops_reading_while_the_caller_does_not() throws Exception {
        var written = new AtomicLong();
        long length = 64L << 20;
        String block = "x".repeat(64 << 10);
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
            while (written.get() < length) {
                peer.say(block);
                written.addAndGet(block.length());
            }
        });
        var exchange = call(endpoint, RecordingExchange.get("/").withRoom(1));
        exchange.awaitReplied(1);
        assertThat(waitUntilStill(written)).isLessThan(length);
        assertThat(exchange.repliedBytes()).isLessThan(1 << 20);
        exchange.withRoom(Long.MAX_VALUE);
        exchange.carrier().replyWanted();
        assertThat(exchange.reusable()).isTrue();
        assertThat(exchange.repliedBytes()).isEqualTo((int) length);
    }

    /** The number once it did not change for a while. */
    private static long waitUntilStill(AtomicLong number) throws InterruptedException {
        long before = -1;
        while (before != number.get()) {
            before = number.get();
            assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
        }
        return before;
    }

    @Test
    void reads_chunks_and_drops_trailers() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n");
            peer.say("0\r\nX: y\r\n\r\n");
            peer.head();
            peer.ok("next");
        });
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("abcde");
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("next");
    }

    @Test
    void knows_answers_that_have_no_body() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            peer.head();
            peer.say("HTTP/1.1 204 No Content\r\n\r\n");
            peer.head();
            peer.say("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
            peer.head();
            peer.ok("body");
        });
        var head = call(endpoint, RecordingExchange.of("HEAD", "/", "", new DefaultHttpHeaders(), ""));
        assertThat(head.body()).isEmpty();
        assertThat(head.header("content-length")).isEqualTo("1000");
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEmpty();
        var notModified = call(endpoint, RecordingExchange.get("/"));
        assertThat(notModified.body()).isEmpty();
        assertThat(notModified.status()).isEqualTo(304);
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("body");
    }

    @Test
    void takes_an_answer_that_ends_with_the_connection() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end " + peer.number);
        });
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("until the end 0");
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("until the end 1");
    }

    @Test
    void skips_interim_answers() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            peer.ok("at last");
        });
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("at last");
    }

    @Test
    void reads_an_early_answer_of_a_function_that_does_not_want_the_body() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            peer.head();
        });
        var exchange = call(endpoint, RecordingExchange.open("POST", 1 << 30));
        assertThat(exchange.body()).isEqualTo("no");
        exchange.carrier().requestData(RecordingExchange.text("late"));
        assertThat(exchange.status()).isEqualTo(413);
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
            LOOPS.next().submit(() -> {}).sync();
        }
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("connection 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 999 Odd\\r\\nContent-Length: 0\\r\\n\\r\\n | status 999",
                "HTTP/1.1 abc Odd\\r\\n\\r\\n | not HTTP/1.1",
                "SSH-2.0-OpenSSH_9.2\\r\\n\\r\\n | not HTTP/1.1",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab | not HTTP/1.1",
                "HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\nab | not HTTP/1.1",
                "HTTP/1.1 200 OK\\r\\nContent-Length: +1\\r\\n\\r\\nab | not HTTP/1.1",
                "HTTP/1.1 200 OK\\r\\nb@d: x\\r\\n\\r\\n | not HTTP/1.1",
                "HTTP/1.1 200 OK\\r\\nX: a\\rb\\r\\nContent-Length: 0\\r\\n\\r\\n | not HTTP/1.1",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n | not HTTP/1.1",
                "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\nConnection: upgrade\\r\\n\\r\\n | 101",
            })
    void refuses_what_is_not_an_answer(String answer, String reason) throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say(answer.replace("\\r", "\r").replace("\\n", "\n"));
            peer.head();
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(exchange.failure().detail()).contains(reason).contains("function 'hello' (instance i-1)");
        assertThat(exchange.reusable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"line", "header", "count", "interim"})
    void refuses_answers_without_end(String kind) throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say(
                    switch (kind) {
                        case "line" -> "HTTP/1.1 200 ";
                        case "interim" -> "";
                        default -> "HTTP/1.1 200 OK\r\n";
                    });
            for (int i = 0; i < 100_000; i++) {
                peer.say(
                        switch (kind) {
                            case "line" -> "OK".repeat(100);
                            case "header" -> "X-" + i + ": " + "x".repeat(1000) + "\r\n";
                            case "count" -> i < 200 ? "X-" + i + ": 1\r\n" : "\r\n";
                            default -> "HTTP/1.1 102 Processing\r\n\r\n";
                        });
            }
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(exchange.failure().detail())
                .contains(
                        switch (kind) {
                            case "line" -> "too long";
                            case "header" -> "16384";
                            case "count" -> "the most is 100";
                            default -> "1xx";
                        });
    }

    @Test
    void a_second_answer_is_never_that_of_the_next_call() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            if (peer.number == 0) {
                peer.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                peer.head();
            }
            peer.ok("good");
        });
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("first");
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("good");
    }

    @Test
    void an_answer_cut_short_is_a_failure_after_its_head() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            peer.reset();
        });
        var exchange = call(endpoint, RecordingExchange.get("/"));
        assertThat(exchange.failure().detail()).contains("in the middle of its answer");
        assertThat(exchange.reusable()).isTrue();
        assertThat(exchange.said()).containsExactly("begin", "head", "fail", "over");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"GET | /a b | x", "CONNECT | / | x", "GE T | / | x", "GET | / | a\\r\\nEvil: 1"})
    void refuses_a_request_that_would_become_two(String method, String path, String header) throws Exception {
        Endpoint endpoint = endpoint(this::echo);
        var headers = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("X", header.replace("\\r", "\r").replace("\\n", "\n"));
        var exchange = call(endpoint, RecordingExchange.of(method, path, "", headers, ""));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.BAD_REQUEST);
        assertThat(exchange.reusable()).isTrue();
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEqualTo("connection 0");
        assertThat(heads).hasSize(1);
    }

    @Test
    void a_body_longer_than_announced_is_not_passed_on() throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            while (!peer.head().isEmpty()) {
                // An answer before the body would end the call.
            }
        });
        var exchange = call(endpoint, RecordingExchange.open("POST", 3));
        exchange.carrier().requestData(RecordingExchange.text("abcGET / HTTP/1.1"));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.BAD_REQUEST);
    }

    @Test
    void is_not_ready_when_nothing_listens() throws Exception {
        try (var deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), 0)); // taken, so that nobody else listens there
            int port = deaf.getLocalPort();
            var endpoint = HttpEndpoint.factory(LOOPS).open(FakeMainProcess.listeningOn(port, 1));
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
        var endpoint = HttpEndpoint.factory(LOOPS).open(gone);
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
