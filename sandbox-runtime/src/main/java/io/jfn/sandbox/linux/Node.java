// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Syscalls;
import java.util.List;

/**
 * What all launches of a node have in common, found out once.
 *
 * @param mountPoint an empty folder over which each sandbox mounts its scratch, in its own namespace
 * @param store the folder of the layers
 * @param skeleton the layer that lies over every image
 * @param filter the seccomp program
 * @param proc what is hidden in {@code /proc}
 * @param landlock Landlock's version, or 0
 * @param listsLayers whether overlay takes layers one by one (Linux 6.7)
 * @param lastCapability the highest capability the kernel knows
 * @param cpus the machine's CPUs
 * @param processor one CPU's part of {@code /proc/cpuinfo}
 */
record Node(
        Syscalls kernel,
        SandboxRuntimeConfig config,
        String mountPoint,
        String store,
        String skeleton,
        Filter filter,
        ProcMasks proc,
        int landlock,
        boolean listsLayers,
        int lastCapability,
        int cpus,
        String processor) {

    /** Paths under {@code /proc} that this kernel has and a sandbox does not see as they are. */
    record ProcMasks(List<String> emptyFiles, List<String> emptyFolders, List<String> readOnly, List<String> quota) {}
}
