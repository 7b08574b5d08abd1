// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.syscall.Flags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Case G1 over and over: each sandbox looks for the marks of those before it, in files, memory and sockets, and then plants its own.
 * {@code -Djfn.test.rounds=10000} is the promise's own number.
 */
@EnabledIf(value = "io.jfn.sandbox.linux.Hostile#canRun", disabledReason = Host.NOT_RUN)
@Timeout(7200)
class ResidueKernelTest extends NothingLeft {
    private static final int ROUNDS = Integer.getInteger("jfn.test.rounds", 100);

    @TempDir
    Path shared;

    @Test
    void G1_no_sandbox_finds_a_mark_of_one_before_it() throws Exception {
        try (var node = TestNode.full()) {
            Hostile.install(node);
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(Hostile.seen(node, "G1")).as("round %d", round).containsEntry("marks of others", "none");
            }
        }
    }

    /** The control: where two sandboxes share one folder, the second finds the first one's mark, and only then. */
    @Test
    void G1_a_mark_in_a_shared_folder_is_found() throws Exception {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        var plan = Weakened.replaced(LaunchPlan.FULL.without("S14 write secrets"), "S13 mount tmp and run", launch -> {
            int folder = launch.kernel().copyMount(Flags.AT_FDCWD, shared.toString());
            try {
                Image.attach(launch, folder, "tmp");
            } finally {
                launch.kernel().close(folder);
            }
        });
        try (var node = TestNode.of(plan)) {
            Hostile.install(node);
            assertThat(Hostile.seen(node, "G1")).containsEntry("marks of others", "none");
            assertThat(Hostile.seen(node, "G1")).containsEntry("marks of others", "file");
        }
    }
}
