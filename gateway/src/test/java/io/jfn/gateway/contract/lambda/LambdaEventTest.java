// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Outcome;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.contract.lambda.FakeRuntime.Answer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as the events of a function URL, and replies out of what the handler returned. */
@Timeout(60)
class LambdaEventTest extends LambdaEndpointStage {
    private static final ObjectMapper JSON = new ObjectMapper();

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
}
