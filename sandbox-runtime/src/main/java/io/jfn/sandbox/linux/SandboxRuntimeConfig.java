// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.ResourceLimits;
import java.nio.file.Path;

/**
 * How a node makes sandboxes.
 *
 * @param stateDir the state folder; {@code worker/} in it is ours, {@code store/} holds the layers
 * @param node the node's name: letters, digits and {@code -}; part of the name of its control groups
 * @param cgroupRoot where control groups are mounted
 * @param scratchBytes how much of its image a sandbox may change; counted against its memory too
 * @param openFiles how many descriptors one process may have
 * @param proc what a sandbox sees under {@code /proc}
 */
public record SandboxRuntimeConfig(
        Path stateDir, String node, Path cgroupRoot, long scratchBytes, int openFiles, ProcView proc) {
    public SandboxRuntimeConfig {
        stateDir = stateDir.toAbsolutePath().normalize();
        if (!node.matches("[A-Za-z0-9][A-Za-z0-9-]{0,39}")) {
            throw new IllegalArgumentException("node name '" + node + "' is not 1 to 40 letters, digits and '-'");
        }
        if (scratchBytes < ResourceLimits.MIB || openFiles < 16) {
            throw new IllegalArgumentException("scratch is at least 1 MiB and open files at least 16");
        }
    }

    /** Everything else as it usually is. */
    public static SandboxRuntimeConfig of(Path stateDir, String node) {
        return new SandboxRuntimeConfig(
                stateDir, node, Path.of("/sys/fs/cgroup"), 64 * ResourceLimits.MIB, 1024, ProcView.COMPATIBLE);
    }

    /** What a sandbox sees under {@code /proc}. */
    public enum ProcView {
        /** Everything a program may ask for; what tells about the host is empty, read-only or true to the quota. */
        COMPATIBLE,
        /** Its own processes and nothing else; a JVM then knows neither memory nor CPUs. */
        STRICT
    }
}
