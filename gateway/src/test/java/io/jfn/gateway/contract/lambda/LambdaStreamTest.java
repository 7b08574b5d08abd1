// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.RecordingExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that a runtime streams. */
@Timeout(60)
class LambdaStreamTest extends LambdaEndpointStage {
    @Test
    void streams_a_reply_as_it_comes() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        runtime.stream(exchange.id(), "Content-Type: text/event-stream\r\n");
        runtime.chunk("one");
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.header("content-type")).isEqualTo("text/event-stream");
        exchange.awaitReplied(3);
        assertThat(exchange.replied()).isEqualTo("one");
        runtime.chunk("two");
        assertThat(runtime.endChunks("").status()).isEqualTo(202);
        assertThat(exchange.body()).isEqualTo("onetwo");
    }

    @Test
    void reads_the_prelude_of_a_streamed_reply() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        runtime.stream(exchange.id(), "Content-Type: application/vnd.awslambda.http-integration-response\r\n");
        runtime.chunk("{\"statusCode\":418,\"headers\":{\"X-A\":\"1\"},\"cookies\":[\"a=1\"]}\0\0\0");
        runtime.chunk("\0\0\0\0\0bo");
        runtime.chunk("dy");
        runtime.endChunks("");
        assertThat(exchange.body()).isEqualTo("body");
        assertThat(exchange.status()).isEqualTo(418);
        assertThat(exchange.header("x-a")).isEqualTo("1");
        assertThat(exchange.headers("set-cookie")).containsExactly("a=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"statusCode\":200}", "{\"statusCode\":200}\0x", "no\0\0\0\0\0\0\0\0json"})
    void a_prelude_that_is_none_is_a_failure(String prelude) throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        runtime.stream(exchange.id(), "Content-Type: application/vnd.awslambda.http-integration-response\r\n");
        runtime.chunk(prelude);
        assertThat(runtime.endChunks("").status()).isEqualTo(202);
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
    }

    @Test
    void a_late_error_of_a_streamed_reply_is_in_its_trailers() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        runtime.stream(exchange.id(), "Trailer: Lambda-Runtime-Function-Error-Type\r\n");
        runtime.chunk("half");
        String error = Base64.getEncoder()
                .encodeToString("{\"errorType\":\"Late\",\"errorMessage\":\"sorry\"}".getBytes(StandardCharsets.UTF_8));
        runtime.endChunks("Lambda-Runtime-Function-Error-Type: Function.Late\r\nLambda-Runtime-Function-Error-Body: "
                + error + "\r\n");
        assertThat(exchange.failure().detail()).contains("Late: sorry");
        assertThat(exchange.said()).containsSubsequence("head", "fail").doesNotContain("end");
    }

    @Test
    void stops_reading_a_streamed_reply_while_the_caller_does_not() throws Exception {
        var exchange = RecordingExchange.get("/").withRoom(1);
        FakeRuntime runtime = running(exchange);
        runtime.stream(exchange.id());
        int pieces = 512;
        var written = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < pieces; i++) {
                    runtime.chunk("x".repeat(64 << 10));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        exchange.awaitReplied(1);
        assertThatThrownBy(() -> written.get(500, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(exchange.repliedBytes()).isLessThan(1 << 20);
        exchange.withRoom(Long.MAX_VALUE);
        exchange.carrier().replyWanted();
        written.join();
        runtime.endChunks("");
        assertThat(exchange.body()).hasSize(pieces * (64 << 10));
    }

    @Test
    void a_reply_broken_off_is_a_failure() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        runtime.say("POST " + FakeRuntime.API + "invocation/" + exchange.id()
                + "/response HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf");
        runtime.close();
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(exchange.failure().detail()).contains("broke off its reply");
        assertThat(exchange.reusable()).isTrue();
    }
}
