// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerConfigTest {
    private static WorkerConfig parse(String line) {
        return WorkerConfig.parse(List.of(line.split(" ", -1)));
    }

    @Test
    void what_is_not_given_has_its_default() {
        assertThat(parse("--state /s --gateway-uid 64017"))
                .isEqualTo(new WorkerConfig(Path.of("/s"), 64017, null, null, PoolConfig.DEFAULT_POLICY));
    }

    @Test
    void every_option_is_read() {
        assertThat(
                        parse(
                                "--state=/s --gateway-uid 7 --node n-1 --memory 1073741824 --pool-floor 2 --pool-ceiling 3 --pool-bound 9"))
                .isEqualTo(new WorkerConfig(Path.of("/s"), 7, "n-1", 1L << 30, new PoolPolicy(2, 3, 9)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--state /s | must be given",
                "--state s --gateway-uid 7 | not an absolute path",
                "--state /s --gateway-uid 0 | not the id of an ordinary user",
                "--state /s --gateway-uid x | whole number",
                "--state /s --gateway-uid -1 | whole number",
                "--state /s --gateway-uid 7 --memory 1 | too little",
                "--state /s --gateway-uid 7 --pool-floor 9 --pool-ceiling 3 | ceiling (3)",
                "--state /s --gateway-uid 7 --pool-bound 1025 | pool bound 1025",
                "--state /s --gateway-uid 7 --node ../x | a node's id",
                "--state /s --gateway-uid 7 --state /t | given twice",
                "--state /s --gateway-uid 7 --verbose | unknown option --verbose",
                "--state /s --gateway-uid | needs a value",
            })
    void what_makes_no_sense_is_refused(String line, String why) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
