// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
    @ParameterizedTest
    @CsvSource({
        "*.c, server.c, true",
        "*.c, deep/server.c, true",
        "*.c, server.cpp, false",
        "/a, a, true",
        "/a, b/a, false",
        "b/a, b/a, true",
        "b/a, c/b/a, false",
        "**/a, x/y/a, true",
        "a/**, a/b/c, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "logs/, logs, false",
        "# a, a, false",
        "a.b, axb, false",
        "(x, (x, true",
    })
    void a_pattern_fits_as_in_gitignore(String pattern, String path, boolean left) {
        assertThat(IgnoreRules.parse(List.of(pattern)).leaveOut(path, false)).isEqualTo(left);
    }

    @org.junit.jupiter.api.Test
    void the_last_rule_that_fits_decides_and_a_slash_at_the_end_means_folders() {
        IgnoreRules rules = IgnoreRules.parse(List.of("*.txt", "!keep.txt", "logs/"));

        assertThat(rules.leaveOut("a.txt", false)).isTrue();
        assertThat(rules.leaveOut("keep.txt", false)).isFalse();
        assertThat(rules.leaveOut("logs", true)).isTrue();
    }
}
