// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Invocations that go well: what the function gets, what the caller gets, and that both stream. */
@Timeout(30)
class InvocationTest {
    private Stage stage;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage().with("hello");
        client = stage.client();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        stage.close();
    }

    @Test
    void a_cold_and_a_warm_call_are_answered_with_their_receipts() throws Exception {
        stage.instances.script = carrier -> carrier.answer("hi");

        var cold = client.get("/function/hello/a?b=c");
        var warm = client.get("/function/hello/a?b=c");

        assertThat(cold.status()).isEqualTo(200);
        assertThat(cold.body()).isEqualTo("hi");
        assertThat(cold.header("X-Jfn-Cold")).isEqualTo("true");
        assertThat(cold.header("X-Jfn-Outcome")).isEqualTo("completed");
        assertThat(cold.header("X-Jfn-Instance")).isNotBlank();
        assertThat(cold.header("Date")).endsWith("GMT");
        assertThat(cold.header("Server-Timing"))
                .matches("queue;dur=\\d+\\.\\d{3}, claim;dur=1\\.500, start;dur=2\\.250, run;dur=\\d+\\.\\d{3}");
        assertThat(warm.body()).isEqualTo("hi");
        assertThat(warm.header("X-Jfn-Cold")).isEqualTo("false");
        assertThat(warm.header("X-Jfn-Instance")).isEqualTo(cold.header("X-Jfn-Instance"));
        assertThat(warm.header("Server-Timing")).contains("claim;dur=0.000, start;dur=0.000");
        assertThat(stage.metrics.next()).isEqualTo(new Stage.Counted("hello", Outcome.COMPLETED, true));
        assertThat(stage.metrics.next()).isEqualTo(new Stage.Counted("hello", Outcome.COMPLETED, false));
        assertThat(stage.metrics.colds).containsExactly("hello");
        assertThat(stage.log.begun).hasSize(2).containsExactlyElementsOf(stage.log.ended);
    }

    @Test
    void the_function_sees_the_call_as_it_was_made() throws Exception {
        stage.instances.script = carrier -> carrier.answer("");
        client.send("DELETE /function/hello/x/%20y;z?q=%2F..&r HTTP/1.1\r\nHost: jfn.test:8080\r\nX-Mine: 1\r\n\r\n")
                .answer();

        var seen = stage.instances.next();
        assertThat(seen.exchange.request().method()).isEqualTo("DELETE");
        assertThat(seen.exchange.request().path()).isEqualTo("/x/%20y;z");
        assertThat(seen.exchange.request().query()).isEqualTo("q=%2F..&r");
        assertThat(seen.exchange.request().host()).isEqualTo("jfn.test:8080");
        assertThat(seen.exchange.request().client()).isEqualTo("127.0.0.1");
        assertThat(seen.exchange.request().contentLength()).isZero();
        assertThat(seen.exchange.request().headers().get("x-mine")).isEqualTo("1");
    }

    @Test
    void a_body_of_known_length_arrives_whole() throws Exception {
        stage.instances.script = carrier -> carrier.onEnd = () -> carrier.answer("got it");
        var answer = client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde")
                .answer();

        assertThat(answer.body()).isEqualTo("got it");
        var seen = stage.instances.next();
        assertThat(seen.exchange.request().contentLength()).isEqualTo(5);
        assertThat(new String(seen.whole.join(), StandardCharsets.ISO_8859_1)).isEqualTo("abcde");
    }

    @Test
    void both_directions_stream_piece_by_piece() throws Exception {
        client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        var function = stage.instances.next();
        assertThat(function.piece()).isEqualTo("one");
        function.exchange.head(201, TestCarrier.headers("X-Kind", "stream"));
        var head = client.head();
        assertThat(head.status()).isEqualTo(201);
        assertThat(head.header("x-kind")).isEqualTo("stream");
        function.exchange.write(TestCarrier.text("uno"));
        assertThat(client.chunk()).isEqualTo("uno");
        client.send("3\r\ntwo\r\n");
        assertThat(function.piece()).isEqualTo("two");
        function.exchange.write(TestCarrier.text("dos"));
        assertThat(client.chunk()).isEqualTo("dos");
        client.send("0\r\n\r\n");
        function.whole.get(5, TimeUnit.SECONDS);
        function.exchange.end();
        assertThat(client.chunk()).isEmpty();
        function.exchange.over(true);

        stage.instances.script = carrier -> carrier.answer("again");
        assertThat(client.get("/function/hello").body()).isEqualTo("again");
    }

    @Test
    void a_reply_given_in_one_go_without_length_gets_one() throws Exception {
        stage.instances.script = carrier -> {
            carrier.exchange.head(200, TestCarrier.headers());
            carrier.exchange.write(TestCarrier.text("short"));
            carrier.exchange.end();
            carrier.exchange.over(true);
        };
        var answer = client.get("/function/hello");
        assertThat(answer.header("content-length")).isEqualTo("5");
        assertThat(answer.body()).isEqualTo("short");
    }

    @Test
    void replies_from_another_thread_keep_their_order() throws Exception {
        stage.instances.script = carrier -> Thread.ofVirtual().start(() -> {
            carrier.exchange.head(200, TestCarrier.headers());
            for (int i = 0; i < 200; i++) {
                carrier.exchange.write(TestCarrier.text(i + ","));
            }
            carrier.exchange.end();
            carrier.exchange.over(true);
        });
        var expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            expected.append(i).append(',');
        }
        for (int round = 0; round < 20; round++) {
            assertThat(client.get("/function/hello").body()).isEqualTo(expected.toString());
        }
    }

    @Test
    void a_carrier_that_begins_later_gets_the_body_too() throws Exception {
        stage.instances.beginLater = true;
        client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde");
        var function = stage.instances.next();
        function.exchange.begin(function);
        assertThat(function.whole.get(5, TimeUnit.SECONDS))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("abcde");
        function.answer("ok");
        assertThat(client.answer().body()).isEqualTo("ok");
    }

    @Test
    void a_large_reply_leaves_whole() throws Exception {
        String large = "0123456789".repeat(50_000);
        stage.instances.script = carrier -> carrier.answer(large);
        assertThat(client.get("/function/hello").body()).isEqualTo(large);
    }

    @Test
    void head_and_bodyless_statuses_carry_no_body() throws Exception {
        stage.instances.script = carrier -> carrier.answer("five!");
        var head =
                client.send("HEAD /function/hello HTTP/1.1\r\nHost: a\r\n\r\n").answer(false);
        assertThat(head.header("content-length")).isEqualTo("5");

        stage.instances.script = carrier -> {
            carrier.exchange.head(204, TestCarrier.headers());
            carrier.exchange.end();
            carrier.exchange.over(true);
        };
        var none = client.get("/function/hello");
        assertThat(none.status()).isEqualTo(204);
        assertThat(none.headers()).doesNotContainKeys("content-length", "transfer-encoding");

        stage.instances.script = carrier -> {
            carrier.exchange.head(304, TestCarrier.headers("Content-Length", "99", "ETag", "\"a\""));
            carrier.exchange.end();
            carrier.exchange.over(true);
        };
        assertThat(client.get("/function/hello").status()).isEqualTo(304);
        stage.instances.script = carrier -> carrier.answer("next");
        assertThat(client.get("/function/hello").body()).isEqualTo("next");
    }

    @Test
    void an_http_1_0_caller_gets_no_chunks() throws Exception {
        client.send("GET /function/hello HTTP/1.0\r\n\r\n");
        var function = stage.instances.next();
        assertThat(function.exchange.request().host()).startsWith("127.0.0.1:");
        function.exchange.head(200, TestCarrier.headers());
        var head = client.head();
        assertThat(head.headers()).doesNotContainKey("transfer-encoding");
        function.exchange.write(TestCarrier.text("one "));
        function.exchange.write(TestCarrier.text("two"));
        function.exchange.end();
        function.exchange.over(true);
        assertThat(client.rest()).isEqualTo("one two");
    }

    @Test
    void an_http_1_0_caller_that_keeps_the_connection_still_sees_where_a_stream_ends() throws Exception {
        client.send("GET /function/hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        var function = stage.instances.next();
        function.exchange.head(200, TestCarrier.headers());
        assertThat(client.head().header("connection")).isEqualTo("close");
        function.exchange.write(TestCarrier.text("all"));
        function.exchange.end();
        function.exchange.over(true);
        assertThat(client.rest()).isEqualTo("all");
    }

    @Test
    void a_caller_that_asks_first_is_told_to_go_on_when_an_instance_is_there() throws Exception {
        stage.instances.script = carrier -> carrier.onEnd = () -> carrier.answer("ok");
        client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        assertThat(client.head().status()).isEqualTo(100);
        assertThat(client.send("abc").answer().body()).isEqualTo("ok");
        assertThat(stage.instances.next().exchange.request().headers().contains("expect"))
                .isFalse();
    }

    @Test
    void pipelined_calls_are_answered_in_order_by_one_instance() throws Exception {
        stage.instances.script =
                carrier -> carrier.answer(carrier.exchange.request().path());
        String call = "GET /function/hello/%d HTTP/1.1\r\nHost: a\r\n\r\n";
        client.send(call.formatted(1) + call.formatted(2) + call.formatted(3));
        assertThat(client.answer().body()).isEqualTo("/1");
        var second = client.answer();
        assertThat(second.body()).isEqualTo("/2");
        assertThat(second.header("x-jfn-cold")).isEqualTo("false");
        assertThat(client.answer().body()).isEqualTo("/3");
    }
}
