// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Outcome;
import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.contract.lambda.FakeRuntime.Answer;
import io.jfn.gateway.instance.Endpoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LambdaEndpointTest {
    private static final EventLoopGroup LOOPS = new EpollEventLoopGroup(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<AutoCloseable> open = new ArrayList<>();
    private FakeMainProcess process;
    private Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        process = FakeMainProcess.withRuntimeApi();
        endpoint = LambdaEndpoint.factory(LOOPS).open(process);
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
        for (AutoCloseable thing : open) {
            thing.close();
        }
    }

    @AfterAll
    static void stop() {
        var _ = LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private FakeRuntime runtime() throws IOException {
        var runtime = new FakeRuntime(process.port());
        open.add(runtime);
        return runtime;
    }

    private RecordingExchange call(RecordingExchange exchange) {
        endpoint.invoke(exchange);
        return exchange;
    }

    /** A runtime that has an invocation in hand. */
    private FakeRuntime running(RecordingExchange exchange) throws IOException {
        FakeRuntime runtime = runtime();
        call(exchange);
        assertThat(runtime.next().id()).isEqualTo(exchange.id());
        return runtime;
    }

    @Test
    void is_ready_when_the_runtime_asks_for_work() throws Exception {
        var ready = endpoint.ready(10_000).toCompletableFuture();
        assertThat(ready).isNotDone();
        runtime().askForNext();
        ready.join();
    }

    @Test
    void brings_a_request_as_the_event_of_a_function_url_and_the_reply_back() throws Exception {
        FakeRuntime runtime = runtime();
        runtime.askForNext();
        endpoint.ready(10_000).toCompletableFuture().join();
        var headers = new DefaultHttpHeaders()
                .add("Content-Type", "application/json; charset=utf-8")
                .add("Accept", "a")
                .add("accept", "b")
                .add("Cookie", "one=1; two=2")
                .add("User-Agent", "test")
                .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var exchange =
                call(RecordingExchange.of("PUT", "/a%20b", "x=1&y=%C3%A4&x=2&z&%zz=1", headers, "{\"k\":\"v\"}"));

        Answer next = runtime.answer();

        assertThat(next.status()).isEqualTo(200);
        assertThat(next.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("lambda-runtime-aws-request-id", exchange.id())
                .containsEntry(
                        "lambda-runtime-invoked-function-arn", "arn:aws:lambda:local:000000000000:function:hello")
                .containsEntry(
                        "lambda-runtime-trace-id",
                        "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1");
        long deadline = Long.parseLong(next.headers().get("lambda-runtime-deadline-ms"));
        assertThat(deadline - System.currentTimeMillis()).isBetween(20_000L, 30_000L);
        JsonNode event = JSON.readTree(next.body());
        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("rawPath").asText()).isEqualTo("/a%20b");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&y=%C3%A4&x=2&z&%zz=1");
        assertThat(event.path("queryStringParameters"))
                .isEqualTo(JSON.readTree("{\"x\":\"1,2\",\"y\":\"ä\",\"z\":\"\",\"%zz\":\"1\"}"));
        assertThat(event.path("cookies")).isEqualTo(JSON.readTree("[\"one=1\",\"two=2\"]"));
        assertThat(event.path("headers").path("accept").asText()).isEqualTo("a,b");
        assertThat(event.path("headers").path("host").asText()).isEqualTo("fn.example:8443");
        assertThat(event.path("headers").has("cookie")).isFalse();
        JsonNode http = event.path("requestContext").path("http");
        assertThat(http.path("method").asText()).isEqualTo("PUT");
        assertThat(http.path("sourceIp").asText()).isEqualTo("192.0.2.7");
        assertThat(http.path("userAgent").asText()).isEqualTo("test");
        assertThat(event.path("requestContext").path("requestId").asText()).isEqualTo(exchange.id());
        assertThat(event.path("requestContext").path("domainName").asText()).isEqualTo("fn.example");
        assertThat(event.path("requestContext").path("timeEpoch").asLong()).isPositive();
        assertThat(event.path("body").asText()).isEqualTo("{\"k\":\"v\"}");
        assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();

        Answer answer = runtime.respond(
                exchange.id(),
                "{\"statusCode\":201,\"headers\":{\"X-A\":\"1\",\"X-N\":7,\"Content-Length\":\"9999\"},"
                        + "\"cookies\":[\"a=1\",\"b=2\"],\"body\":\"ö!\",\"other\":[1]}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"status\":\"OK\"}");
        assertThat(exchange.body()).isEqualTo("ö!");
        assertThat(exchange.status()).isEqualTo(201);
        assertThat(exchange.header("X-A")).isEqualTo("1");
        assertThat(exchange.header("X-N")).isEqualTo("7");
        assertThat(exchange.header("content-length")).isEqualTo("3");
        assertThat(exchange.headers("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(exchange.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void brings_what_is_not_text_in_base64() throws Exception {
        for (String type : List.of("image/png", "text/plain")) {
            var exchange =
                    RecordingExchange.of("POST", "/", "", new DefaultHttpHeaders().add("Content-Type", type), "ö");
            FakeRuntime runtime = runtime();
            call(exchange);
            JsonNode event = JSON.readTree(runtime.next().body());
            boolean text = type.startsWith("text");
            assertThat(event.path("isBase64Encoded").asBoolean()).isEqualTo(!text);
            String body = event.path("body").asText();
            assertThat(text ? body : new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
                    .isEqualTo("ö");
            runtime.respond(exchange.id(), "null");
            exchange.body();
            runtime.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Hello, world!\"", "{\"message\":\"hi\"}", "null", "[1,2]", "3", ""})
    void any_other_json_is_the_reply_itself(String json) throws Exception {
        var exchange = RecordingExchange.get("/");
        running(exchange).respond(exchange.id(), json);
        assertThat(exchange.body()).isEqualTo(json);
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void decodes_a_reply_in_base64_and_leaves_a_head_without_body() throws Exception {
        String reply = "{\"statusCode\":\"200\",\"headers\":{\"content-type\":\"text/plain\"},\"isBase64Encoded\":true,"
                + "\"body\":\"aGVsbG8=\"}";
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        runtime.respond(exchange.id(), reply);
        assertThat(exchange.body()).isEqualTo("hello");
        assertThat(exchange.header("content-type")).isEqualTo("text/plain");

        var head = call(RecordingExchange.of("HEAD", "/", "", new DefaultHttpHeaders(), ""));
        runtime.next();
        runtime.respond(head.id(), reply);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("content-length")).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | not JSON",
                "{\"a\":1 | not JSON",
                "1 2 | more than one",
                "{\"statusCode\":99} | 200 to 599",
                "{\"statusCode\":{}} | 200 to 599",
                "{\"statusCode\":200,\"headers\":{\"X\":\"a\\r\\nEvil: 1\"}} | can not be sent",
                "{\"statusCode\":200,\"headers\":{\"b d\":\"a\"}} | can not be sent",
                "{\"statusCode\":200,\"headers\":[{\"a\":1}],\"body\":\"x\"} | can not be sent",
                "{\"statusCode\":200,\"cookies\":[\"a\\nb\"]} | can not be sent",
                "{\"statusCode\":200,\"body\":{\"a\":[1]}} | can not be sent",
                "{\"statusCode\":200,\"body\":\"%%%\",\"isBase64Encoded\":true} | can not be sent",
            })
    void refuses_a_reply_that_is_none(String json, String reason) throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        assertThat(runtime.respond(exchange.id(), json).status()).isEqualTo(202);
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(exchange.failure().detail()).contains("'hello'", reason);
        assertThat(exchange.reusable()).isTrue();
    }

    @Test
    void survives_json_without_bottom() throws Exception {
        var exchange = RecordingExchange.get("/");
        running(exchange).respond(exchange.id(), "[".repeat(1 << 20));
        assertThat(exchange.failure().detail()).contains("not JSON");
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
    void tells_the_error_that_the_function_reported() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        Answer answer = runtime.post(
                "invocation/" + exchange.id() + "/error",
                "{\"errorMessage\":\"no\\u0007 luck\",\"errorType\":\"ValueError\",\"stackTrace\":[\"line 1\"]}",
                "Lambda-Runtime-Function-Error-Type: Function.ValueError",
                "Lambda-Runtime-Function-XRay-Error-Cause: " + "x".repeat(100_000));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.FUNCTION_ERROR);
        assertThat(exchange.failure().detail()).contains("function 'hello'", "ValueError: no? luck");
        assertThat(exchange.failure().facts())
                .containsEntry("errorType", "ValueError")
                .containsEntry("errorMessage", "no? luck")
                .containsEntry("stackTrace", List.of("line 1"));
        assertThat(exchange.reusable()).isTrue();
        var next = call(RecordingExchange.get("/"));
        assertThat(runtime.next().id()).isEqualTo(next.id());
    }

    @ParameterizedTest
    @CsvSource({"Function.Odd, Function.Odd", "made up, Function.Unknown"})
    void folds_an_error_type_that_is_none(String category, String type) throws Exception {
        var exchange = RecordingExchange.get("/");
        running(exchange)
                .post(
                        "invocation/" + exchange.id() + "/error",
                        "nonsense",
                        "Lambda-Runtime-Function-Error-Type: " + category);
        assertThat(exchange.failure().facts()).containsEntry("errorType", type);
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
        try (Endpoint other = LambdaEndpoint.factory(LOOPS).open(ending)) {
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
    void refuses_a_reply_that_is_too_large_and_takes_the_largest() throws Exception {
        var exchange = RecordingExchange.get("/");
        FakeRuntime runtime = running(exchange);
        Answer answer = runtime.respond(exchange.id(), '"' + "x".repeat(6_291_556) + '"');
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("RequestEntityTooLarge");
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.TOO_LARGE);
        assertThat(exchange.reusable()).isTrue();

        var next = call(RecordingExchange.get("/"));
        runtime.next();
        assertThat(runtime.respond(next.id(), '"' + "x".repeat(6_291_554) + '"').status())
                .isEqualTo(202);
        assertThat(next.body()).hasSize(6_291_556);
    }

    @Test
    void refuses_a_request_that_no_event_can_carry() throws Exception {
        var exchange = call(RecordingExchange.open("POST", -1));
        exchange.carrier().requestData(RecordingExchange.text("x".repeat(6 << 20)));
        exchange.carrier().requestData(RecordingExchange.text("x"));
        assertThat(exchange.failure().outcome()).isEqualTo(Outcome.TOO_LARGE);
        assertThat(exchange.reusable()).isTrue();
    }

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
        LOOPS.next().submit(() -> {}).sync();
        LOOPS.next().submit(() -> {}).sync();
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
