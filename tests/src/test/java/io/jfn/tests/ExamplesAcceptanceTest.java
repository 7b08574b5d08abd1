// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every example is deployed by the command line and called over HTTP, cold and warm. */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(300)
class ExamplesAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(folder);
    }

    @AfterAll
    static void stop() {
        node.endWithoutATrace();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello-python", "hello-node", "hello-java", "java-http", "native-c", "image-import"})
    void says_hello_cold_and_warm(String example) {
        node.deploy(example);
        var cold = node.call(example, "/?name=jfn");
        assertThat(cold.body()).contains("hello, jfn");
        assertThat(cold.statusCode()).isEqualTo(200);
        assertThat(cold.headers().firstValue("X-Jfn-Cold")).contains("true");
        var warm = node.call(example, "/?name=you");
        assertThat(warm.body()).contains("hello, you");
        assertThat(warm.headers().firstValue("X-Jfn-Cold")).contains("false");
        assertThat(warm.headers().firstValue("Server-Timing").orElse(""))
                .contains("queue;dur=", "claim;dur=", "start;dur=", "run;dur=");
        assertThat(TestNode.outcome(warm)).isEqualTo("completed");
    }

    @Test
    void events_arrive_when_they_are_written() throws Exception {
        node.deploy("stream-sse");
        var request = HttpRequest.newBuilder(URI.create(node.base() + "/function/stream-sse/?events=3&every=0.4"))
                .build();
        var reply = node.http().send(request, BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.startsWith("data: 1")) {
                line = lines.readLine();
            }
            long first = System.nanoTime();
            while (!line.startsWith("data: 3")) {
                line = lines.readLine();
            }
            assertThat(System.nanoTime() - first).isGreaterThan(400_000_000L);
        }
    }

    @Test
    void two_instances_of_nginx_listen_on_port_80_each() {
        node.deploy("nginx");
        assertThat(node.call("nginx", "/").body()).contains("served by nginx");
        var answered = new HashSet<String>();
        for (int i = 0; answered.size() < 2 && i < 100; i++) {
            var calls = Stream.generate(() -> CompletableFuture.supplyAsync(() -> node.call("nginx", "/instance")))
                    .limit(8)
                    .toList();
            calls.forEach(call -> answered.add(
                    call.join().headers().firstValue("X-Jfn-Instance").orElseThrow()));
        }
        assertThat(answered).as("instances that answered").hasSizeGreaterThanOrEqualTo(2);
        assertThat(node.api("/v1/functions/nginx/instances").size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_body_goes_in_and_comes_back_by_any_verb_and_sub_path() {
        node.deploy("native-c");
        for (String verb : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            var reply = node.send(HttpRequest.newBuilder(URI.create(node.base() + "/function/native-c/echo/a%20b?x=1"))
                    .method(verb, BodyPublishers.ofString("a body")));
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("a body");
        }
    }

    @Test
    void logs_tell_what_an_invocation_wrote() {
        node.deploy("hello-python");
        String id = node.call("hello-python", "/?name=logs")
                .headers()
                .firstValue("X-Jfn-Invocation-Id")
                .orElseThrow();
        assertThat(node.jfn("logs", "hello-python").ok().exit()).isZero();
        assertThat(id).isNotEmpty();
    }

    @Test
    void an_unknown_function_is_a_problem_that_says_so() {
        var reply = node.call("no-such-function", "/");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(TestNode.outcome(reply)).isEqualTo("not_found");
        assertThat(reply.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(TestNode.json(reply.body()).get("detail").asText()).contains("no-such-function");
    }
}
