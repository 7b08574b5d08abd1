// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox;

import java.util.List;

/** Makes Linux sandboxes: the port that the warm pool sees. */
public interface SandboxRuntime extends AutoCloseable {
    /**
     * Makes a ready sandbox: namespaces, cgroup with default limits, scratch file systems, loopback up; no process and
     * no owner yet. Blocks for about a millisecond.
     *
     * @throws SandboxException when a step fails; what was done before it is undone
     */
    Sandbox create();

    /** {@code v1}, {@code v2} or {@code hybrid}. */
    String cgroups();

    /** What this kernel cannot give a sandbox, one sentence each; empty when every step can be done. */
    List<String> lacks();

    /**
     * Finds what an earlier worker of this node left behind (processes, cgroups, mounts) and ends it; never a process that is
     * not proven to be in a cgroup of ours. Call before the first {@link #create}.
     *
     * @return how many sandboxes were ended
     */
    int endLeftovers();

    /** Destroys every sandbox that still exists and removes the node's own cgroups and mounts. Bounded. */
    @Override
    void close();
}
