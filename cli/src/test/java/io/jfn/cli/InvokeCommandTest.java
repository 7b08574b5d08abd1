// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

class InvokeCommandTest {
    private GatewayDouble gateway;
    private CommandLineRun jfn;

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayDouble();
        jfn = CommandLineRun.at(gateway);
        answer("GET /function/hello/", "completed", 200, "hello, jfn");
        answer("POST /function/hello/in", "completed", 201, "taken");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void the_reply_goes_to_standard_output_and_the_token_does_not_go_to_the_function() {
        assertThat(jfn.run("invoke", "hello", "/?name=jfn")).isZero();
        assertThat(jfn.out()).isEqualTo("hello, jfn");
        assertThat(jfn.err()).isEmpty();
        assertThat(gateway.requests).containsExactly("GET /function/hello/?name=jfn");
        assertThat(gateway.headers.get("GET /function/hello/")).doesNotContainKey("Authorization");

        assertThat(CommandLineRun.at(gateway).run("invoke", "hello", "/", "--with-token"))
                .isZero();
        assertThat(gateway.headers.get("GET /function/hello/")).containsKey("Authorization");
    }

    @Test
    void data_comes_from_the_line_a_file_or_standard_input(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "from a file");

        assertThat(jfn.run("invoke", "hello", "in", "-d", "{\"a\": 1}", "-H", "X-One: 1"))
                .isZero();
        assertThat(body()).isEqualTo("{\"a\": 1}");
        assertThat(gateway.headers.get("POST /function/hello/in"))
                .containsEntry("Content-type", java.util.List.of("application/json"))
                .containsEntry("X-one", java.util.List.of("1"));

        assertThat(CommandLineRun.at(gateway).run("invoke", "hello", "/in", "-d", "@" + file))
                .isZero();
        assertThat(body()).isEqualTo("from a file");

        assertThat(CommandLineRun.at(gateway).input("from outside").run("invoke", "hello", "/in", "-d", "-"))
                .isZero();
        assertThat(body()).isEqualTo("from outside");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            out_of_memory, 502, 7, ended as out_of_memory: see jfn logs hello
            timed_out,     504, 7, ended as timed_out
            rejected_busy, 429, 7, ended as rejected_busy
            not_found,     404, 5, there is no function 'hello': see jfn list
            unauthorized,  401, 6, add --with-token
            """)
    void an_outcome_that_is_not_completed_is_an_exit_code(String outcome, int status, int code, String message)
            throws IOException {
        answer("GET /function/hello", outcome, status, "a problem document");

        assertThat(jfn.run("invoke", "hello")).isEqualTo(code);
        assertThat(jfn.out()).isEqualTo("a problem document");
        assertThat(jfn.err()).startsWith("jfn: ").contains(message);
    }

    @Test
    void a_function_s_own_error_status_is_an_answer_like_any_other() {
        answer("GET /function/hello", "completed", 500, "mine");

        assertThat(jfn.run("invoke", "hello", "-i")).isZero();
        assertThat(jfn.out()).startsWith("HTTP/1.1 500").endsWith("mine").contains("x-jfn-outcome: completed");
    }

    @Test
    void timing_shows_the_receipt() {
        assertThat(jfn.run("invoke", "hello", "/", "--timing")).isZero();
        assertThat(jfn.err()).startsWith("queue 0.1 ms, claim 2.25 ms, run 3.0 ms, seen from here ");
    }

    @Test
    void json_output_holds_the_whole_reply() throws IOException {
        assertThat(jfn.run("invoke", "hello", "/", "-o", "json")).isZero();

        JsonNode reply = new ObjectMapper().readTree(jfn.out());
        assertThat(reply.path("body").asText()).isEqualTo("hello, jfn");
        assertThat(reply.path("outcome").asText()).isEqualTo("completed");
        assertThat(reply.path("timing").path("claim").asDouble()).isEqualTo(2.25);
    }

    @Test
    void a_reply_is_shown_while_it_comes() throws InterruptedException {
        var rest = new CountDownLatch(1);
        gateway.answer("GET /function/hello", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: 1\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                rest.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseBody().write("data: 2\n".getBytes(StandardCharsets.UTF_8));
        });

        Thread call = Thread.startVirtualThread(() -> jfn.run("invoke", "hello"));

        assertThat(Waiting.until(() -> jfn.out().equals("data: 1\n"), Duration.ofSeconds(10)))
                .isTrue();
        rest.countDown();
        call.join();
        assertThat(jfn.out()).isEqualTo("data: 1\ndata: 2\n");
    }

    @ParameterizedTest
    @CsvSource({
        "invoke Hello, 3, function name 'Hello' is not valid",
        "invoke hello /a|b, 3, is not a valid path",
        "invoke hello -H nonsense, 2, is not written as",
        "invoke hello -H Host:x, 2, restricted header",
        "invoke hello -d @/does/not/exist, 3, there is no such file",
        "invoke hello -X G(T, 2, illegal method",
    })
    void a_call_that_cannot_be_made_is_refused(String line, int code, String message) {
        assertThat(jfn.run(line.split(" ", -1))).isEqualTo(code);
        assertThat(jfn.err()).contains(message).hasLineCount(1);
        assertThat(gateway.requests).isEmpty();
    }

    private String body() {
        return new String(gateway.bodies.get("POST /function/hello/in"), StandardCharsets.UTF_8);
    }

    private void answer(String request, String outcome, int status, String body) {
        gateway.answer(request, exchange -> {
            exchange.getResponseHeaders().set("X-Jfn-Outcome", outcome);
            exchange.getResponseHeaders().set("Server-Timing", "queue;dur=0.1, claim;desc=x;dur=2.25, run;dur=3, odd");
            GatewayDouble.text(exchange, status, body);
        });
    }
}
