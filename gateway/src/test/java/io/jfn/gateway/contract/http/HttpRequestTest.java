// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.instance.Endpoint;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an http function gets to read. */
@Timeout(60)
class HttpRequestTest extends HttpEndpointStage {
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
            loops.next().submit(() -> {}).sync();
            loops.next().submit(() -> {}).sync();
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
}
