// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Binding;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.Usage;
import java.util.concurrent.CompletableFuture;

/**
 * Namespaces, a cgroup and mounts, with or without a main process in them. Its life goes one way: ready, bound, running,
 * destroyed. All methods may be called from any thread; after {@link #destroy} they do nothing or throw
 * {@link SandboxException}.
 */
public interface Sandbox {
    /** Unique on this node over restarts; letters, digits and {@code -}. */
    String id();

    /**
     * Binds this ready sandbox to a function for good, ahead of its start: all is done but what the main process alone brings.
     * Only for claims without secrets, which are not kept for a start that may never come.
     *
     * @throws SandboxException naming the step, the object and the errno; the sandbox must then be destroyed
     */
    void bind(Binding binding);

    /** Whether the layers that this sandbox was bound to are still those that the store has under their digests. */
    boolean isCurrent();

    /**
     * Starts the main process, once; binds this sandbox first when it is only ready.
     *
     * @param request of the binding that this sandbox has, if it has one
     * @param meanwhile run on the calling thread while the sandbox works
     * @throws SandboxException naming the step, the object and the errno; the sandbox must then be destroyed
     */
    Started start(ClaimRequest request, Runnable meanwhile);

    /** As {@link #start(ClaimRequest, Runnable)}, with nothing to do meanwhile. */
    default Started start(ClaimRequest request) {
        return start(request, () -> {});
    }

    /**
     * A connected, non-blocking, close-on-exec stream socket to {@code 127.0.0.1:port} in this sandbox's network; tries until
     * something listens there. May be called from a start's {@code meanwhile} on: what listens is then connected while the start
     * still goes on.
     *
     * @return the descriptor, the caller's to close; or -1 when nothing listened within {@code patienceNanos} or the main
     *     process ended
     */
    int connect(int port, long patienceNanos);

    /** Freezes every process, and returns when they are frozen. Idempotent. */
    void pause();

    /** Thaws every process. Idempotent. */
    void resume();

    /** Changes memory, CPU and pids limits in place. */
    void update(ResourceLimits limits);

    /** The cgroup's counters; the last ones known after {@link #destroy}. */
    Usage usage();

    /** Sends SIGTERM to the main process; thaws it when it is paused. */
    void terminate();

    /** Completes once, when the main process ended by itself or was ended; never before {@link #start} returned. */
    CompletableFuture<Exit> exit();

    /**
     * Ends every process and removes cgroup, mounts, namespaces and descriptors. Idempotent, bounded, blocks until done; what
     * could not be removed is kept on the runtime's list and tried again.
     */
    void destroy();

    /**
     * What {@link #start} gives; the descriptors are the caller's to close.
     *
     * @param pid the main process's id on the host
     * @param stdout read end of its standard output, non-blocking
     * @param stderr read end of its standard error, non-blocking
     * @param listener the listening socket asked for by {@link ClaimRequest#runtimeApiPort()}, or -1
     * @param bindNanos limits, attaching the image, entering it, credentials and filters; 0 when that was done ahead
     * @param spawnNanos the spawn
     */
    record Started(int pid, int stdout, int stderr, int listener, long bindNanos, long spawnNanos) {}

    /**
     * How a main process ended.
     *
     * @param code exit status, or -1 when a signal ended it
     * @param signal the signal, or 0
     * @param oomKilled whether the kernel ended it for want of memory
     * @param usage the last counters
     */
    record Exit(int code, int signal, boolean oomKilled, Usage usage) {}
}
