// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.CallAuth;
import io.jfn.api.Outcome;
import io.jfn.api.Problem;
import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.exchange.Failure;
import io.jfn.scheduler.SchedulerConfig;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invocations that fail: every outcome's status, headers and document, and what becomes of the instance. */
@Timeout(30)
class FailureTest {
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

    private static JsonNode problem(RawClient.Answer answer, Outcome outcome) throws IOException {
        assertThat(answer.status()).isEqualTo(outcome.httpStatus());
        assertThat(answer.header("Content-Type")).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(answer.header("X-Jfn-Outcome")).isEqualTo(outcome.toString());
        assertThat(answer.header("X-Jfn-Invocation-Id")).hasSize(36);
        assertThat(answer.header("Server-Timing"))
                .matches("queue;dur=\\d+\\.\\d{3}, claim;dur=[\\d.]+, start;dur=[\\d.]+, run;dur=\\d+\\.\\d{3}");
        assertThat(answer.header("Retry-After")).isEqualTo(outcome.retryable() ? "1" : null);
        JsonNode document = new ObjectMapper().readTree(answer.body());
        assertThat(document.get("status").asInt()).isEqualTo(outcome.httpStatus());
        assertThat(document.get("code").asText()).isEqualTo(outcome.toString());
        assertThat(document.get("type").asText()).isEqualTo("urn:jfn:problem:" + outcome);
        assertThat(document.get("detail").asText()).isNotBlank();
        return document;
    }

    /** The next call on the same connection is answered. */
    private void connectionIsKept() throws IOException {
        stage.instances.script = carrier -> carrier.answer("still here");
        assertThat(client.get("/function/hello").body()).isEqualTo("still here");
    }

    @ParameterizedTest
    @EnumSource(names = {"FUNCTION_ERROR", "OUT_OF_MEMORY", "CRASHED", "START_FAILED", "REJECTED_UNAVAILABLE"})
    void a_failure_that_the_contract_tells_becomes_a_problem(Outcome outcome) throws Exception {
        stage.instances.script = carrier -> {
            carrier.exchange.fail(new Failure(outcome, "it broke", Map.of("memoryPeakBytes", 67_108_864L)));
            carrier.exchange.over(false);
        };
        var document = problem(client.get("/function/hello"), outcome);

        assertThat(document.get("detail").asText()).isEqualTo("it broke");
        assertThat(document.get("memoryPeakBytes").asLong()).isEqualTo(67_108_864);
        assertThat(stage.instances.stops.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(stage.metrics.next().outcome()).isEqualTo(outcome);
        if (outcome == Outcome.OUT_OF_MEMORY || outcome == Outcome.CRASHED) {
            assertThat(stage.log.notes.poll()).contains("limit memory 64.0 MiB, peak 64.0 MiB", "it broke");
        } else {
            assertThat(stage.log.notes).isEmpty();
        }
        connectionIsKept();
    }

    @Test
    void a_function_that_is_not_there_is_not_found() throws Exception {
        problem(client.get("/function/nobody/x"), Outcome.NOT_FOUND);
        problem(client.get("/function/"), Outcome.NOT_FOUND);
        assertThat(stage.metrics.next().function()).isEmpty();
        connectionIsKept();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /function/hello/../x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /function/hello HTTP/1.1\r\n\r\n",
                "GET /function/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /function/hello HTTP/1.1\r\nHost: me@there\r\n\r\n",
                "GET /function/hello HTTP/1.1\r\nHost: \r\n\r\n",
            })
    void a_request_that_two_readers_may_read_differently_is_refused(String request) throws Exception {
        problem(client.send(request).answer(), Outcome.BAD_REQUEST);
        connectionIsKept();
    }

    @Test
    void a_function_with_a_token_takes_no_call_without_it() throws Exception {
        stage.with("guarded", 30_000, 1, CallAuth.TOKEN);
        stage.instances.script = carrier -> carrier.answer("in");
        String call = "GET /function/guarded HTTP/1.1\r\nHost: a\r\n%s\r\n";

        var without = client.send(call.formatted("")).answer();
        problem(without, Outcome.UNAUTHORIZED);
        assertThat(without.header("WWW-Authenticate")).startsWith("Bearer");
        problem(client.send(call.formatted("Authorization: Bearer wrong\r\n")).answer(), Outcome.UNAUTHORIZED);
        problem(
                client.send(call.formatted("Authorization: Basic " + Stage.TOKEN + "\r\n"))
                        .answer(),
                Outcome.UNAUTHORIZED);
        assertThat(client.send(call.formatted("Authorization: bearer " + Stage.TOKEN + "\r\n"))
                        .answer()
                        .body())
                .isEqualTo("in");
        assertThat(stage.instances.next().exchange.request().headers().contains("authorization"))
                .isFalse();
    }

    @Test
    void a_body_that_is_announced_too_long_is_refused_at_once() throws Exception {
        var answer = client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1000001\r\n\r\n")
                .answer();
        problem(answer, Outcome.TOO_LARGE);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(client.rest()).isEmpty();
        assertThat(stage.instances.invocations).isEmpty();
    }

    @Test
    void a_body_that_turns_out_too_long_is_refused_while_it_comes() throws Exception {
        client.send("POST /function/hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        var function = stage.instances.next();
        String chunk = "186a0\r\n" + "x".repeat(100_000) + "\r\n";
        for (int i = 0; i < 10; i++) {
            client.send(chunk);
        }
        client.send("1\r\ny\r\n");
        problem(client.answer(), Outcome.TOO_LARGE);
        assertThat(function.cancelled()).isEqualTo(Outcome.TOO_LARGE);
        assertThat(function.received.get()).isLessThanOrEqualTo(Stage.MOST_BYTES);
        function.exchange.over(false);
        assertThat(stage.instances.stops.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void an_unread_body_does_not_spoil_the_connection() throws Exception {
        var answer = client.send("POST /function/nobody HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
                .answer();
        problem(answer, Outcome.NOT_FOUND);
        client.send("abcde");
        connectionIsKept();
    }

    @Test
    void a_caller_that_asked_first_and_was_refused_is_not_waited_for() throws Exception {
        client.send("POST /function/nobody HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        var answer = client.answer();
        problem(answer, Outcome.NOT_FOUND);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void an_invocation_that_takes_too_long_is_answered_with_what_the_instance_used() throws Exception {
        stage.with("slow", 150, 1, CallAuth.NONE);
        stage.instances.usage =
                CompletableFuture.completedFuture(new Usage(1, 48L << 20, 2_000, 1_500_000, 15, 0, 0, 1));
        client.send("GET /function/slow HTTP/1.1\r\nHost: a\r\n\r\n");
        var function = stage.instances.next();
        var document = problem(client.answer(), Outcome.TIMED_OUT);

        assertThat(document.get("detail").asText())
                .isEqualTo("timed out after 150 ms: limit cpu 0.2, throttled 1.5 s in the instance's life; "
                        + "limit memory 64.0 MiB, peak 48.0 MiB; raise timeout or cpu");
        assertThat(document.get("throttledMicros").asLong()).isEqualTo(1_500_000);
        assertThat(function.cancelled()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(stage.log.notes.poll()).startsWith("slow: timed out after 150 ms");
        function.exchange.over(false);
        assertThat(stage.instances.stops.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void a_worker_that_does_not_answer_holds_no_reply_up() throws Exception {
        stage.with("slow", 100, 1, CallAuth.NONE);
        stage.instances.usage = new CompletableFuture<>();
        var document = problem(client.get("/function/slow"), Outcome.TIMED_OUT);
        assertThat(document.get("detail").asText()).startsWith("timed out after 100 ms: limit cpu 0.2");
    }

    @Test
    void an_instance_that_never_says_it_is_done_is_ended_after_a_bound() throws Exception {
        stage.with("stuck", 100, 1, CallAuth.NONE);
        problem(client.get("/function/stuck"), Outcome.TIMED_OUT);
        assertThat(stage.instances.stops.poll(VertxExchange.LAST_MILLIS + 3000, TimeUnit.MILLISECONDS))
                .isNotNull();
        stage.instances.next().exchange.over(true); // comes too late, and is harmless
        assertThat(stage.log.ended).hasSize(1);
    }

    @Test
    void a_deadline_in_the_middle_of_a_reply_breaks_the_connection() throws Exception {
        stage.with("slow", 200, 1, CallAuth.NONE);
        client.send("GET /function/slow HTTP/1.1\r\nHost: a\r\n\r\n");
        var function = stage.instances.next();
        function.exchange.head(200, TestCarrier.headers());
        function.exchange.write(TestCarrier.text("part"));
        assertThat(client.head().status()).isEqualTo(200);
        assertThat(client.chunk()).isEqualTo("part");
        assertThatThrownBy(client::chunk).isInstanceOf(IOException.class);
        assertThat(function.cancelled()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(stage.metrics.next().outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void an_invocation_that_no_instance_came_free_for_in_time_is_rejected() throws Exception {
        stage.instances.holdStarts = true;
        stage.with("slow", 100, 1, CallAuth.NONE);
        problem(client.get("/function/slow"), Outcome.TIMED_OUT);
    }

    @Test
    void an_instance_that_can_not_start_is_told() throws Exception {
        stage.instances.holdStarts = true;
        client.send("GET /function/hello HTTP/1.1\r\nHost: a\r\n\r\n");
        stage.instances
                .starts
                .poll(5, TimeUnit.SECONDS)
                .completeExceptionally(new io.jfn.scheduler.StartFailedException(Outcome.START_FAILED, "exit 1"));
        problem(client.answer(), Outcome.START_FAILED);
    }

    @Test
    void a_full_queue_is_busy() throws Exception {
        stage.close();
        var config = new SchedulerConfig(1024 * ResourceLimits.MIB, 0, 50, 100, 10, 10, 100);
        stage = new Stage(config).with("hello");
        client.close();
        client = stage.client();
        client.send("GET /function/hello HTTP/1.1\r\nHost: a\r\n\r\n");
        stage.instances.next();
        try (var second = stage.client()) {
            problem(second.get("/function/hello"), Outcome.REJECTED_BUSY);
        }
    }

    @Test
    void a_node_without_memory_has_no_capacity() throws Exception {
        stage.close();
        stage = new Stage(SchedulerConfig.withMemory(32 * ResourceLimits.MIB)).with("hello");
        client.close();
        client = stage.client();
        problem(client.get("/function/hello"), Outcome.REJECTED_NO_CAPACITY);
    }

    @Test
    void a_stopping_node_is_drained() throws Exception {
        stage.scheduler.drain(10);
        problem(client.get("/function/hello"), Outcome.DRAINED);
    }

    @Test
    void a_failure_after_the_head_breaks_the_connection() throws Exception {
        client.send("GET /function/hello HTTP/1.1\r\nHost: a\r\n\r\n");
        var function = stage.instances.next();
        function.exchange.head(200, TestCarrier.headers("Content-Length", "10"));
        function.exchange.write(TestCarrier.text("12345"));
        client.head();
        assertThat(client.read(5)).isEqualTo("12345");
        function.exchange.fail(Failure.of(Outcome.CRASHED, "gone"));
        function.exchange.over(false);
        assertThatThrownBy(() -> client.read(1)).isInstanceOf(IOException.class);
        assertThat(stage.metrics.next().outcome()).isEqualTo(Outcome.CRASHED);
    }

    @Test
    void a_reply_that_is_none_is_the_function_s_error() throws Exception {
        stage.instances.script = carrier -> {
            carrier.exchange.head(200, TestCarrier.headers("X-Split", "a\r\nSet-Cookie: b"));
            carrier.exchange.end();
            carrier.exchange.over(true);
        };
        var answer = client.get("/function/hello");
        problem(answer, Outcome.FUNCTION_ERROR);
        assertThat(answer.headers()).doesNotContainKeys("x-split", "set-cookie");

        stage.instances.script = carrier -> {
            carrier.exchange.head(200, TestCarrier.headers("Content-Length", "3"));
            carrier.exchange.write(TestCarrier.text("toolong"));
            carrier.exchange.end();
            carrier.exchange.over(true);
        };
        problem(client.get("/function/hello"), Outcome.FUNCTION_ERROR);
        stage.instances.script = carrier -> {
            carrier.exchange.head(200, TestCarrier.headers("Content-Length", "30"));
            carrier.exchange.write(TestCarrier.text("short"));
            carrier.exchange.end();
            carrier.exchange.over(true);
        };
        problem(client.get("/function/hello"), Outcome.FUNCTION_ERROR);
        connectionIsKept();
    }

    @Test
    void an_instance_that_gives_up_without_a_word_crashed() throws Exception {
        stage.instances.script = carrier -> carrier.exchange.over(false);
        problem(client.get("/function/hello"), Outcome.CRASHED);
    }

    @Test
    void a_caller_that_leaves_the_queue_frees_its_place() throws Exception {
        client.send("GET /function/hello HTTP/1.1\r\nHost: a\r\n\r\n");
        var first = stage.instances.next();
        var leaving = stage.client();
        leaving.send("GET /function/hello/left HTTP/1.1\r\nHost: a\r\n\r\n");
        while (stage.scheduler.snapshot().queued() == 0) {
            Thread.onSpinWait();
        }
        leaving.close();
        while (stage.scheduler.snapshot().queued() != 0) {
            Thread.onSpinWait();
        }
        assertThat(stage.metrics.next().outcome()).isEqualTo(Outcome.CLIENT_GONE);
        first.answer("done");
        assertThat(client.answer().body()).isEqualTo("done");
        connectionIsKept();
    }

    @Test
    void a_caller_that_leaves_during_its_invocation_cancels_it() throws Exception {
        var leaving = stage.client();
        leaving.send("GET /function/hello HTTP/1.1\r\nHost: a\r\n\r\n");
        var function = stage.instances.next();
        leaving.close();
        assertThat(function.cancelled()).isEqualTo(Outcome.CLIENT_GONE);
        assertThat(stage.metrics.next().outcome()).isEqualTo(Outcome.CLIENT_GONE);
        function.answer("nobody hears this");
        var again = client.get("/function/nobody");
        assertThat(again.status()).isEqualTo(404);
        connectionIsKept();
        assertThat(stage.log.ended).hasSize(2);
    }

    @Test
    void over_counts_once() throws Exception {
        stage.instances.script = carrier -> {
            carrier.answer("one");
            carrier.exchange.over(true);
            carrier.exchange.over(false);
            carrier.exchange.fail(Failure.of(Outcome.CRASHED, "late"));
        };
        assertThat(client.get("/function/hello").body()).isEqualTo("one");
        assertThat(client.get("/function/hello").header("x-jfn-cold")).isEqualTo("false");
        assertThat(stage.log.ended).hasSize(2);
        assertThat(stage.instances.stops).isEmpty();
    }
}
