// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class UpOptionsTest {
    @Test
    void have_defaults() {
        var options = parse("");

        assertThat(options.hostOrDefault()).isEqualTo("127.0.0.1");
        assertThat(options.portOrDefault()).isEqualTo(8080);
        options.check();
    }

    @Test
    void are_read() {
        var options = parse("--state /srv/jfn --port 9000 --host 0.0.0.0 --memory 4Gi --pool-floor 1 --pool-ceiling 3"
                + " --gateway-uid 1234");
        options.check();

        assertThat(options.node.paths().state()).isEqualTo(Path.of("/srv/jfn"));
        assertThat(options.portOrDefault()).isEqualTo(9000);
        assertThat(options.memory).isEqualTo(4L << 30);
        assertThat(options.poolCeiling).isEqualTo(3);
        assertThat(options.gatewayUid).isEqualTo(1234);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port 0",
                "--port 65536",
                "--host a,b",
                "--gateway-uid 0",
                "--memory 1Mi",
                "--pool-floor -1",
                "--pool-floor 3 --pool-ceiling 2"
            })
    void that_no_node_can_have_are_refused(String line) {
        var options = parse(line);

        assertThatThrownBy(options::check)
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(line.substring(0, line.indexOf(' ')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4G", "-1", "", "4 Gi", "999999999999Ti"})
    void memory_that_is_no_amount_is_refused(String text) {
        assertThatThrownBy(() -> parse("--memory=" + text)).isInstanceOf(ParameterException.class);
    }

    @Test
    void a_state_folder_cannot_be_the_root() {
        assertThatThrownBy(() -> parse("--state /").node.paths()).hasMessageContaining("cannot be a state folder");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1536, 1.5 KiB", "104857600, 100 MiB", "5368709120, 5.0 GiB"})
    void memory_is_shown_for_people(long bytes, String text) {
        assertThat(NodeMemory.shown(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "0.0.0.0, http://127.0.0.1:8080",
        "'::', http://[::1]:8080",
        "'[fe80::1]', http://[fe80::1]:8080",
        "node7, http://node7:8080"
    })
    void a_gateway_is_reached_from_here_where_it_listens(String host, String url) {
        assertThat(NodeProbe.url(host, 8080)).isEqualTo(url);
    }

    @Test
    void a_process_that_ends_again_and_again_is_started_ever_later_and_at_last_no_more() {
        int failures = 0;
        for (int i = 0; i < 9; i++) {
            failures = UpBackoffPolicy.failures(failures, Duration.ofSeconds(1));
            assertThat(UpBackoffPolicy.hopeless(failures)).isFalse();
        }
        assertThat(UpBackoffPolicy.delay(1)).hasSeconds(1);
        assertThat(UpBackoffPolicy.delay(3)).hasSeconds(4);
        assertThat(UpBackoffPolicy.delay(failures)).hasSeconds(30);
        assertThat(UpBackoffPolicy.hopeless(UpBackoffPolicy.failures(failures, Duration.ofSeconds(1))))
                .isTrue();
        assertThat(UpBackoffPolicy.failures(failures, Duration.ofMinutes(2))).isEqualTo(1);
    }

    private static UpOptions parse(String line) {
        var options = new UpOptions();
        new CommandLine(options).parseArgs(line.isEmpty() ? new String[0] : line.split(" ", -1));
        return options;
    }
}
