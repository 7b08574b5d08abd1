// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.linux.cgroup.SandboxCgroup;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One launch on its way: what the steps find out and hand on. Written by the sandbox thread alone until it says that it is
 * done.
 */
final class Launch {
    final Node node;
    final String id;
    final int uid;
    final SandboxCgroup cgroup;
    final Descriptors descriptors;

    private @Nullable ClaimRequest claim;
    private String store;

    /** The scratch file system's root, until the root is entered. */
    int scratch = -1;
    /** The image's root, until it is entered. */
    int root = -1;
    /** {@code /run}, for a held child's FIFO. */
    int run = -1;

    int network = -1;
    int spareSocket = -1;
    int listener = -1;
    int output = -1;
    int error = -1;
    int outputWriter = -1;
    int errorWriter = -1;
    int quota = -1;
    int memoryAlarm = -1;
    int threadId = -1;
    int pid = -1;
    int process = -1;
    /** The spawn is over, well or not: no child waits any more. */
    volatile boolean spawned;
    /** Called right before a spawn that is held, by the sandbox thread. */
    Runnable onHeldSpawn = () -> {};

    Launch(Node node, String id, int uid, SandboxCgroup cgroup) {
        this.node = node;
        this.id = id;
        this.uid = uid;
        this.cgroup = cgroup;
        this.descriptors = new Descriptors(node.kernel());
        this.store = node.store();
    }

    Syscalls kernel() {
        return node.kernel();
    }

    /** What this sandbox is bound to, and under which folder its layers are. */
    void bind(ClaimRequest request, String layerStore) {
        claim = request;
        store = layerStore;
    }

    ClaimRequest claim() {
        return Objects.requireNonNull(claim, "not bound yet");
    }

    String store() {
        return store;
    }
}
