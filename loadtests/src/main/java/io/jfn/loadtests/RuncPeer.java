// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.ResourceLimits;
import java.nio.file.Path;
import java.util.List;

/** {@code runc run} of the same binary with the same limits; the listening socket is inherited through it. */
final class RuncPeer implements Side {
    private static final String RUNC = "/usr/sbin/runc";

    private final Harness harness;
    private final Path bundle;
    private final String prefix;
    private int containers;

    RuncPeer(Harness harness, Workspace workspace, Path rootfs, ResourceLimits limits) {
        this.harness = harness;
        bundle = workspace.folder("runc");
        prefix = "jfn-loadtests-" + ProcessHandle.current().pid();
        RuncBundle.write(bundle, rootfs, prefix, "/function", List.of("LISTEN_FD=3", "ANSWERS=1"), limits);
        workspace.closing(this::deleteLeftovers);
    }

    /** Containers that a failed sample left; after a whole run there are none. */
    private void deleteLeftovers() {
        Command.of(RUNC, "list", "-q")
                .lines()
                .filter(id -> id.startsWith(prefix))
                .forEach(id -> Command.of(RUNC, "delete", "-f", id));
    }

    @Override
    public String name() {
        return "runc";
    }

    @Override
    public Sample sample() {
        return harness.spawn(
                List.of(RUNC, "run", "--preserve-fds", "1", "-b", bundle.toString(), prefix + "-" + containers++));
    }

    /** Runs one container to read its limits back, and one over its memory to see it ended. */
    void prove(Workspace workspace, Path rootfs, ResourceLimits limits, Report report) {
        var proof = workspace.folder("runc-proof");
        String id = prefix + "-proof";
        RuncBundle.write(proof, rootfs, id, "/function", List.of("PORT=8080"), limits);
        try {
            // Without a pipe of ours: the container would hold it open.
            Command.of(
                    "sh",
                    "-c",
                    "exec \"$@\" </dev/null >/dev/null 2>&1",
                    "sh",
                    RUNC,
                    "run",
                    "-d",
                    "-b",
                    proof.toString(),
                    "--pid-file",
                    proof + "/pid",
                    id);
            long pid = Long.parseLong(Command.of("cat", proof + "/pid"));
            report.note("limits read back, runc: " + CgroupLimits.of(pid));
        } finally {
            var deleted = Command.run(RUNC, "delete", "-f", id);
            if (deleted.exitCode() != 0) {
                report.note("runc delete " + id + ": " + deleted.output());
            }
        }
        RuncBundle.write(proof, rootfs, id, "/hog", List.of(), limits);
        var hog = Command.run(RUNC, "run", "-b", proof.toString(), id + "-hog");
        report.note("over the memory limit, runc: exit code " + hog.exitCode() + " (137 is SIGKILL)");
    }
}
