// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Case F11 with the real kernel: a launch that fails before any of its steps leaves nothing on the machine. */
@EnabledIf(value = "io.jfn.sandbox.linux.Host#canRunSandboxes", disabledReason = Host.NOT_RUN)
@Timeout(60)
class LaunchFailureKernelTest {
    @Test
    void a_step_that_fails_leaves_nothing() {
        var failing = new AtomicInteger(-1);
        try (var node = TestNode.of(LaunchFailureTest.failingBefore(failing))) {
            assertThat(node.run("whoami")).startsWith("pid 1 ");
            var before = Host.Holdings.now();
            for (int k = 0; k < LaunchPlan.FULL.steps().size(); k++) {
                failing.set(k);
                assertThatThrownBy(() -> node.run("whoami"))
                        .as("before step %d", k)
                        .hasMessageContaining("S0 fail here");
                assertThat(Host.Holdings.now()).as("before step %d", k).isEqualTo(before);
            }
            failing.set(-1);
            assertThat(node.run("whoami")).startsWith("pid 1 ");
        }
    }
}
