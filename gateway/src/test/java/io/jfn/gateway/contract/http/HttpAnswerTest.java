// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.instance.Endpoint;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an http function may answer, and what is no answer. */
@Timeout(60)
class HttpAnswerTest extends HttpEndpointStage {
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
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\nab | not 'chunked'",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n | not 'chunked'",
                "HTTP/2.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok | not HTTP/1.1",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "204 No Content\r\nContent-Length: 4\r\n\r\nevil",
                "200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200"
            })
    void what_stands_behind_an_answer_is_no_part_of_the_next(String answer) throws Exception {
        Endpoint endpoint = endpoint(peer -> {
            peer.head();
            if (peer.number == 0) {
                peer.say("HTTP/1.1 " + answer);
                peer.head();
            }
            peer.ok("good");
        });
        assertThat(call(endpoint, RecordingExchange.get("/")).body()).isEmpty();
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
}
