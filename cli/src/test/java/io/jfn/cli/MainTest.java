// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final CommandLineRun jfn = new CommandLineRun();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            lisst                 | jfn: there is no command 'lisst'; did you mean 'list'? (see jfn --help)
            list --nonsense       | jfn: Unknown option: '--nonsense' (see jfn list --help)
            list -o xml           | jfn: Invalid value for option '--output': 'xml' is neither json nor table (see jfn list --help)
            logs                  | jfn: Missing required parameter: 'NAME' (see jfn logs --help)
            --gateway no.url list | jfn: 'no.url' is not a gateway's address: write it like http://127.0.0.1:8080
            """)
    void a_command_line_without_sense_is_one_line_and_exit_2(String line, String message) {
        assertThat(jfn.run(line.split(" ", -1))).isEqualTo(2);
        assertThat(jfn.err()).isEqualTo(message + System.lineSeparator());
        assertThat(jfn.out()).isEmpty();
    }

    @Test
    void without_a_command_the_help_is_shown_and_nothing_was_done() {
        assertThat(jfn.run()).isEqualTo(2);
        assertThat(jfn.err()).contains("Usage: jfn", "deploy", "Exit codes:", "4  the gateway does not answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "help deploy", "deploy --help", "--version", "version", "exit-codes"})
    void help_and_versions_need_no_gateway(String line) {
        assertThat(jfn.run(line.split(" ", -1))).isZero();
        assertThat(jfn.out()).isNotBlank();
        assertThat(jfn.err()).isEmpty();
    }

    @Test
    void every_command_has_help_and_a_name_that_fits() {
        for (Commands.Entry command : Commands.ALL) {
            var run = new CommandLineRun();
            assertThat(run.run("help", command.name())).isZero();
            assertThat(run.out()).contains("Usage: jfn " + command.name());
        }
    }

    @Test
    void the_version_is_the_build_s() {
        jfn.run("version");

        assertThat(jfn.out()).matches("jfn \\d+\\.\\d+.*, Java \\d+.*\\R");
    }

    @Test
    void exit_codes_can_be_read_by_programs() throws IOException {
        jfn.run("exit-codes", "-o", "json");

        var codes = new ObjectMapper().readTree(jfn.out());
        assertThat(codes).hasSize(ExitCode.values().length);
        assertThat(codes.get(4).path("code").asText()).isEqualTo("not_reachable");
    }

    @Test
    void the_completion_script_knows_the_commands() {
        assertThat(jfn.run("completion", "bash")).isZero();
        assertThat(jfn.out()).contains("complete ", "jfn", "invoke", "--keep-alive");
        assertThat(new CommandLineRun().run("completion", "fish")).isEqualTo(2);
    }

    @Test
    void a_gateway_that_is_not_there_is_exit_4_with_the_way_out() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThat(jfn.run("--gateway", "http://127.0.0.1:" + port, "list")).isEqualTo(4);
        assertThat(jfn.err())
                .isEqualToIgnoringNewLines(
                        "jfn: no gateway answers at http://127.0.0.1:" + port + ": start one with: sudo ./jfn up");
    }

    @Test
    void errors_are_json_where_json_is_asked_for() throws IOException {
        assertThat(jfn.run("deploy", "/does/not/exist", "-o", "json")).isEqualTo(3);

        var error = new ObjectMapper().readTree(jfn.err()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("invalid_input");
        assertThat(error.path("exit").asInt()).isEqualTo(3);
        assertThat(error.path("message").asText()).contains("/does/not/exist");
        assertThat(jfn.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-o json,true",
        "--output json,true",
        "-ojson,true",
        "--output=json,true",
        "-o table,false",
        "json -o,false"
    })
    void json_is_recognised_before_the_command_line_is_understood(String line, boolean json) {
        assertThat(OutputFormat.isJson(List.of(line.split(" ", -1)))).isEqualTo(json);
    }

    @Test
    void a_stack_trace_is_shown_only_on_demand() {
        jfn.run("deploy", "/does/not/exist");
        assertThat(jfn.err()).doesNotContain("at io.jfn");

        var debug = new CommandLineRun().with("JFN_DEBUG", "1");
        debug.run("deploy", "/does/not/exist");
        assertThat(debug.err()).contains("at io.jfn");
    }
}
