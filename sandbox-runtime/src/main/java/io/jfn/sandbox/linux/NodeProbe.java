// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.linux.seccomp.Profile;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds out what the machine has, once, at start. */
final class NodeProbe {
    private static final int PR_GET_SPECULATION_CTRL = 52;
    /** What no file system has. */
    static final String NO_OPTION = "jfn-asks";

    private final Syscalls kernel;
    private final List<String> lacks = new ArrayList<>();

    NodeProbe(Syscalls kernel) {
        this.kernel = kernel;
    }

    Node probe(SandboxRuntimeConfig config, StateFolders folders, int cpus) {
        int landlock = Math.max(0, kernel.landlockVersion());
        if (!Landlock.usable(landlock)) {
            lacks.add(
                    landlock == 0
                            ? "no Landlock (S24): build the kernel with it and name it in lsm=; mounts and seccomp hold without it"
                            : "Landlock version " + landlock + " (S24): 4 is wanted, Linux 6.7");
        }
        speculation(Flags.PR_SPEC_STORE_BYPASS, "store bypass");
        speculation(Flags.PR_SPEC_INDIRECT_BRANCH, "indirect branches");
        return new Node(
                kernel,
                config,
                folders.mountPoint().toString(),
                config.stateDir().resolve("store").toString(),
                folders.skeleton().toString(),
                Filter.of(Profile.DEFAULT),
                Proc.masks(Path.of("/proc")),
                landlock,
                listsLayers(folders.skeleton()),
                lastCapability(),
                cpus,
                processor());
    }

    List<String> lacks() {
        return lacks;
    }

    private void speculation(int kind, String name) {
        int state = kernel.control(PR_GET_SPECULATION_CTRL, kind, 0, 0);
        // Bit 0: it can be set for each thread. 0: not affected.
        if (state < 0 || (state != 0 && (state & 1) == 0)) {
            lacks.add("speculation of " + name + " (S19) is set for the whole machine, not for a sandbox"
                    + (state < 0 ? " (" + Errno.name(-state) + ")" : ""));
        }
    }

    private boolean listsLayers(Path folder) {
        try {
            int overlay = kernel.openFileSystem("overlay");
            try {
                // Before Linux 6.5 overlay takes any option here, and refuses it only when the mount is made.
                boolean looksAtOptions = kernel.tryConfigure(overlay, NO_OPTION, "") < 0;
                return looksAtOptions && kernel.tryConfigure(overlay, "lowerdir+", folder.toString()) == 0;
            } finally {
                kernel.close(overlay);
            }
        } catch (SyscallException e) {
            lacks.add("no overlay file system (S9): images cannot be mounted: " + e.getMessage());
            return false;
        }
    }

    private int lastCapability() {
        return Integer.parseInt(
                HostFile.read(kernel, "/proc/sys/kernel/cap_last_cap").strip());
    }

    /** The first CPU's entry without its number. */
    private String processor() {
        return HostFile.read(kernel, "/proc/cpuinfo")
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
