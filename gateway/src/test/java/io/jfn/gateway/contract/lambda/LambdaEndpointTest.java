// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.contract.lambda.FakeRuntime.Answer;
import io.jfn.gateway.instance.Endpoint;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a Runtime API: ready, taking turns, bounded, and what is told when the process or the caller goes. */
@Timeout(60)
class LambdaEndpointTest extends LambdaEndpointStage {
    @Test
    void is_ready_when_the_runtime_asks_for_work() throws Exception {
        var ready = endpoint.ready(10_000).toCompletableFuture();
        assertThat(ready).isNotDone();
        runtime().askForNext();
        ready.join();
    }

    @Test
    void an_invocation_waits_until_the_runtime_asks_again() throws Exception {
        var first = RecordingExchange.get("/1");
        FakeRuntime runtime = running(first);
        runtime.respond(first.id(), "1");
        var second = call(RecordingExchange.get("/2"));
        second.carrier();
        assertThat(second.isOver()).isFalse();
        assertThat(runtime.next().id()).isEqualTo(second.id());
        runtime.respond(second.id(), "2");
        assertThat(second.body()).isEqualTo("2");
    }

    @Test
    void is_not_ready_when_the_runtime_reports_that_it_can_not_start() throws Exception {
        var ready = endpoint.ready(10_000).toCompletableFuture();
        FakeRuntime runtime = runtime();
        Answer answer = runtime.post(
                "init/error", "{\"errorMessage\":\"no module app\",\"errorType\":\"Runtime.ImportModuleError\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThatThrownBy(ready::join).hasMessageContaining("Runtime.ImportModuleError: no module app");
        assertThat(runtime.next().status()).isEqualTo(403);
    }

    @Test
    void is_not_ready_when_the_process_ended_or_never_asked() throws Exception {
        assertThatThrownBy(() -> endpoint.ready(20).toCompletableFuture().join())
                .hasMessageContaining("did not ask for work within 20 ms");
        FakeMainProcess ending = FakeMainProcess.withRuntimeApi();
        try (Endpoint other = LambdaEndpoint.factory(loops).open(ending)) {
            var ready = other.ready(10_000).toCompletableFuture();
            ending.exit(1);
            assertThatThrownBy(ready::join).hasMessageContaining("exit code 1");
        }
    }

    @Test
    void refuses_what_does_not_fit_and_goes_on() throws Exception {
        FakeRuntime runtime = runtime();
        assertThat(runtime.respond("x", "1").body()).contains("InvalidRequestID");
        var exchange = call(RecordingExchange.get("/"));
        runtime.next();
        assertThat(runtime.next().status()).isEqualTo(403);
        assertThat(runtime.post("init/error", "{}").body()).contains("InvalidStateTransition");
        assertThat(runtime.respond("other", "1").status()).isEqualTo(400);
        assertThat(runtime.post("nothing/here", "x").status()).isEqualTo(404);
        Answer mode = runtime.post(
                "invocation/" + exchange.id() + "/response", "x", "Lambda-Runtime-Function-Response-Mode: odd");
        assertThat(mode.body()).contains("InvalidFunctionResponseMode");
        runtime.say("GET /2018-06-01/ping HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(runtime.answer().status()).isEqualTo(200);
        runtime.say("POST /2020-01-01/extension/register HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        Answer extension = runtime.answer();
        assertThat(extension.status()).isEqualTo(404);
        assertThat(extension.headers()).containsEntry("content-type", "application/json");
        assertThat(runtime.respond(exchange.id(), "1").status()).isEqualTo(202);
        assertThat(exchange.body()).isEqualTo("1");
        assertThat(runtime.respond(exchange.id(), "2").status()).isEqualTo(403);
    }

    @Test
    void an_end_in_the_middle_fails_the_invocation_as_the_exit_says() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        process.runOutOfMemory();
        runtime.close();
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
        assertThat(exchange.failure().facts()).containsEntry("memoryLimitBytes", 128L << 20);
        assertThat(exchange.reusable()).isFalse();
        var late = call(RecordingExchange.get("/"));
        assertThat(late.failure().outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
        assertThat(late.reusable()).isFalse();
    }

    @Test
    void an_end_fails_the_invocation_even_when_a_connection_stays() throws Exception {
        var exchange = RecordingExchange.get("/");
        running(exchange);
        process.exit(7);
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(exchange.failure().detail()).contains("exit code 7");
        assertThat(exchange.reusable()).isFalse();
    }

    @Test
    void a_caller_that_left_costs_nothing_but_the_wait_for_the_answer() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        exchange.cancel(Outcome.CLIENT_GONE);
        loops.next().submit(() -> {}).sync();
        loops.next().submit(() -> {}).sync();
        assertThat(exchange.isOver()).isFalse();
        assertThat(runtime.respond(exchange.id(), "1").status()).isEqualTo(202);
        assertThat(exchange.reusable()).isTrue();
        var next = call(RecordingExchange.get("/"));
        assertThat(runtime.next().id()).isEqualTo(next.id());
    }

    @Test
    void a_caller_that_left_before_the_runtime_asked_is_forgotten() throws Exception {
        var exchange = call(RecordingExchange.get("/"));
        exchange.cancel(Outcome.CLIENT_GONE);
        assertThat(exchange.reusable()).isTrue();
        FakeRuntime runtime = runtime();
        runtime.askForNext();
        endpoint.ready(10_000).toCompletableFuture().join();
        var next = call(RecordingExchange.get("/"));
        assertThat(runtime.answer().id()).isEqualTo(next.id());
    }

    @Test
    void after_the_deadline_the_instance_is_not_used_again() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        exchange.cancel(Outcome.CLIENT_GONE);
        exchange.cancel(Outcome.TIMED_OUT);
        assertThat(exchange.reusable()).isFalse();
        assertThat(runtime.respond(exchange.id(), "1").status()).isEqualTo(403);
    }

    @Test
    void closing_fails_what_is_under_way() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        endpoint.close();
        assertThat(runtime.isAtEnd()).isTrue();
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(exchange.reusable()).isFalse();
    }

    @Test
    void bounds_connections_and_ends_pipelining() throws Exception {
        FakeRuntime pipelining = runtime();
        pipelining.askForNext();
        pipelining.askForNext();
        assertThat(pipelining.isAtEnd()).isTrue();
        for (int i = 0; i < 16; i++) {
            runtime().askForNext();
        }
        assertThat(runtime().isAtEnd()).isTrue();
    }

    @Test
    void ends_connections_that_do_not_speak_http() throws Exception {
        FakeRuntime runtime = runtime();
        runtime.say("NONSENSE\r\n\r\n");
        assertThat(runtime.answer().status()).isEqualTo(400);
        assertThat(runtime.isAtEnd()).isTrue();
        FakeRuntime endless = runtime();
        assertThatThrownBy(() -> {
                    endless.say("GET /x HTTP/1.1\r\n");
                    for (int i = 0; i < 100_000; i++) {
                        endless.say("X-" + i + ": " + "x".repeat(1000) + "\r\n");
                    }
                })
                .isInstanceOf(IOException.class);
    }
}
