// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code jfn selftest} as an operator runs it; the controls of its probes are in {@code HostileKernelTest}. */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(300)
class SelftestAcceptanceTest {
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

    @Test
    void every_wall_holds_and_nothing_of_the_selftest_stays() {
        // Each probe has its own tests; here it is the command that is looked at.
        var ran = node.jfn(
                "selftest --only A1 --only A14 --only B1 --only B2 --only B10 --only G1 --rounds 5 -o json".split(" "));
        var rows = TestNode.json(ran.out());
        for (var row : rows) {
            assertThat(row.get("verdict").asText()).as(row.toString()).isIn("ok", "not_run");
        }
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(rows.findValuesAsText("id")).contains("A1", "A14", "B1", "B2", "B10", "G1", "all");
        assertThat(node.api("/v1/functions")).isEmpty();
    }

    @Test
    void a_case_that_there_is_not_is_refused_before_anything_is_deployed() {
        var ran = node.jfn("selftest", "--only", "A20");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("there is no case 'A20'");
    }
}
