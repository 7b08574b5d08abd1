// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.LogLine;
import io.jfn.api.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionCommandsTest {
    private GatewayDouble gateway;
    private CommandLineRun jfn;

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayDouble();
        jfn = CommandLineRun.at(gateway);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void list_shows_a_table_or_json() throws IOException {
        assertThat(jfn.run("list")).isZero();
        assertThat(jfn.out().lines().toList().getFirst())
                .startsWith("NAME   REVISION  RUNS ON  INSTANCES  MEMORY   CPU  TIMEOUT  DEPLOYED");
        assertThat(jfn.out()).contains("hello  3         python3  1          256 MiB  1    30 s");

        JsonNode json = json("list", "-o", "json");
        assertThat(json.get(0).path("spec").path("runtime").asText()).isEqualTo("python3");
    }

    @Test
    void a_function_that_cannot_start_is_shown_as_broken_with_the_reason() throws IOException {
        gateway.problem = "revision 3 of function hello cannot start";
        assertThat(jfn.run("list")).isZero();
        assertThat(jfn.out()).contains("hello  3         broken ");
        assertThat(jfn.err()).contains(gateway.problem);
        assertThat(json("list", "-o", "json").get(0).path("problem").asText()).isEqualTo(gateway.problem);

        assertThat(jfn.run("describe", "hello")).isZero();
        assertThat(jfn.out()).containsPattern("problem +revision 3 of function hello cannot start");
    }

    @Test
    void describe_shows_limits_revisions_and_instances_but_no_secret() throws IOException {
        assertThat(jfn.run("describe", "hello")).isZero();
        assertThat(jfn.out())
                .contains(gateway.url() + "/function/hello")
                .contains("memory 256 MiB, cpu 1, pids 128, timeout 30 s, tmp 64 MiB, network none")
                .contains("MODE=test", "/run/secrets/greeting")
                .containsPattern("dependencies +layer " + GatewayDouble.SOURCE)
                .containsPattern("i-1 +3 +idle +0 +7 .* 2\\.5 ms +5 MiB +6 MiB +1\\.5 s +10 µs");

        JsonNode json = json("describe", "hello", "-o", "json");
        assertThat(json.path("instances").get(0).path("memoryBytes").asLong()).isEqualTo(5 << 20);
        assertThat(json.path("revisions").get(0).path("current").asBoolean()).isTrue();
    }

    @Test
    void describe_tells_where_an_image_came_from() {
        assertThat(jfn.run("describe", "hello")).isZero();
        assertThat(jfn.out())
                .contains("nginx:1.25, found at its deploy as")
                .contains("docker.io/library/nginx@" + GatewayDouble.ORIGIN.manifest())
                .containsPattern("signed by +team")
                .containsPattern("sbom +spdx sha256:e");
    }

    @Test
    void an_image_is_pulled_with_its_bytes_shown() throws IOException {
        assertThat(jfn.fancy().run("images", "pull", "nginx:1.25")).isZero();
        assertThat(gateway.json("POST /v1/images/pull").path("image").asText()).isEqualTo("nginx:1.25");
        assertThat(jfn.out()).contains("docker.io/library/nginx@sha256:d", GatewayDouble.IMAGE);
        assertThat(jfn.err()).contains("[======                  ] pull docker.io/library/nginx:1.25, 1 MiB of 4 MiB");
        assertThat(json("images", "pull", "nginx:1.25", "-o", "json")
                        .path("origin")
                        .path("reference")
                        .asText())
                .isEqualTo("nginx:1.25");
    }

    @Test
    void remove_removes_what_there_is_and_fails_for_what_there_is_not() throws IOException {
        assertThat(jfn.run("remove", "other", "hello")).isEqualTo(5);
        assertThat(jfn.out()).isEqualToIgnoringNewLines("removed hello");
        assertThat(jfn.err()).contains("there is no function of this name");

        assertThat(json("remove", "hello", "-o", "json").path("removed").get(0).asText())
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "describe absent, 5, jfn: there is no function of this name",
        "describe ../node, 3, jfn: function name '../node' is not valid",
        "--token wrong list, 6, jfn: the token is missing or wrong: give --token or JFN_TOKEN",
    })
    void what_the_gateway_refuses_is_told_and_has_its_exit_code(String line, int code, String message) {
        assertThat(jfn.run(line.split(" ", -1))).isEqualTo(code);
        assertThat(jfn.err()).startsWith(message).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"400,3", "409,1", "413,3", "422,3", "500,1", "503,1"})
    void a_problem_s_status_decides_the_exit_code(int status, int code) {
        gateway.answer(
                "GET /v1/functions",
                exchange -> gateway.problem(exchange, Problem.of("some_code", status, "the \u001b[31mdetail")));

        assertThat(jfn.run("list")).isEqualTo(code);
        assertThat(jfn.err()).isEqualToIgnoringNewLines("jfn: the \ufffd[31mdetail");
    }

    @Test
    void something_that_is_no_gateway_is_recognised() {
        gateway.answer("GET /v1/functions", exchange -> GatewayDouble.text(exchange, 200, "<html>hello</html>"));
        assertThat(jfn.run("list")).isEqualTo(1);
        assertThat(jfn.err()).contains("gave an answer that no gateway of jfn gives");

        gateway.answer("GET /v1/functions", exchange -> GatewayDouble.text(exchange, 502, "bad\u0007 gateway"));
        var again = CommandLineRun.at(gateway);
        assertThat(again.run("list")).isEqualTo(1);
        assertThat(again.err()).contains("answered 502: bad? gateway");
    }

    @Test
    void the_token_of_a_node_on_this_machine_is_found_in_its_state_folder(@TempDir Path state) throws IOException {
        Files.createDirectories(state.resolve("gateway"));
        Files.writeString(state.resolve("gateway/token"), GatewayDouble.TOKEN + "\n");

        assertThat(new CommandLineRun().run("--gateway", gateway.url(), "--state", state.toString(), "list"))
                .isZero();
        assertThat(new CommandLineRun()
                        .with("JFN_GATEWAY", gateway.url() + "/")
                        .with("JFN_STATE", state.toString())
                        .run("list"))
                .isZero();
    }

    @Test
    void logs_are_shown_without_what_a_terminal_would_obey() throws IOException {
        gateway.answer(
                "GET /v1/functions/hello/logs", exchange -> gateway.lines(exchange, line("evil \u001b[2J\ttext")));

        assertThat(jfn.run("logs", "hello", "--tail", "5", "--instance", "i 1", "--since", "5m"))
                .isZero();
        assertThat(jfn.out()).containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} i-1 stdout \\| evil \ufffd\\[2J\ttext\\R");
        assertThat(gateway.requests.getLast())
                .matches("GET /v1/functions/hello/logs\\?tail=5&since=\\d{13}&instance=i\\+1");

        assertThat(json("logs", "hello", "-o", "json").path("text").asText()).isEqualTo("evil \u001b[2J\ttext");
    }

    @Test
    void logs_that_are_followed_are_shown_as_they_come() throws Exception {
        var second = new CountDownLatch(1);
        gateway.answer("GET /v1/functions/hello/logs", exchange -> {
            gateway.lines(exchange, line("first"));
            try {
                second.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseBody()
                    .write("{\"text\":\"second\",\"instance\":\"i\",\"stream\":\"stdout\"}\n"
                            .getBytes(StandardCharsets.UTF_8));
        });

        Thread following = Thread.startVirtualThread(() -> jfn.run("logs", "-f", "hello"));

        assertThat(Waiting.until(() -> jfn.out().contains("first"), Duration.ofSeconds(10)))
                .isTrue();
        assertThat(jfn.out()).doesNotContain("second");
        second.countDown();
        following.join();
        assertThat(jfn.out()).contains("second");
        assertThat(gateway.requests.getLast()).endsWith("?follow=true");
    }

    private JsonNode json(String... arguments) throws IOException {
        var run = CommandLineRun.at(gateway);
        assertThat(run.run(arguments)).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static LogLine line(String text) {
        return new LogLine(1_700_000_000_000L, "hello", "i-1", "stdout", null, text);
    }
}
