// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.worker.Binding;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.linux.cgroup.SandboxCgroup;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.Map;
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

    private @Nullable Binding binding;
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
    /** The sandbox thread's own copies, from when it parted with the worker's descriptors. */
    Own own = new Own(-1, -1, -1, -1);

    int memoryAlarm = -1;
    /** Inode numbers of the layers, in the binding's order. */
    long[] layerInodes = {};

    int threadId = -1;
    int pid = -1;
    int process = -1;
    /** The spawn is over, well or not: no child waits any more. */
    volatile boolean spawned;
    /** Called right before a spawn that is held, by the sandbox thread. */
    Runnable onHeldSpawn = () -> {};

    /** Numbers in the sandbox thread's own descriptor table; -1 for none. */
    record Own(int output, int error, int run, int quota) {}

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
    void bind(Binding to, String layerStore) {
        binding = to;
        store = layerStore;
    }

    /** What the main process is started with. */
    void claim(ClaimRequest request) {
        claim = request;
    }

    Binding binding() {
        return Objects.requireNonNull(binding, "not bound yet");
    }

    ClaimRequest claim() {
        return Objects.requireNonNull(claim, "not claimed yet");
    }

    /** The claim's secrets; none while there is no claim. */
    Map<String, byte[]> secrets() {
        return claim == null ? Map.of() : claim.secrets();
    }

    String store() {
        return store;
    }
}
