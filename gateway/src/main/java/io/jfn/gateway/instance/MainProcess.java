// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.worker.Usage;
import io.jfn.gateway.functions.Revision;
import java.util.concurrent.CompletionStage;

/** A started main process in its sandbox, as a function contract sees it. */
public interface MainProcess {
    /** The scheduler's id of the instance. */
    String instanceId();

    Revision revision();

    /**
     * A connected, non-blocking socket to the function's port in its own network; the caller owns the descriptor.
     * Tries until something listens or {@code patienceMillis} are over; then, or when the process ends, the stage fails.
     */
    CompletionStage<Integer> connect(int patienceMillis);

    /** The listening socket of the Runtime API in the sandbox, owned by the caller; -1 without the lambda contract. */
    int listener();

    /** Completes, never fails, when the main process is gone, for whatever reason. */
    CompletionStage<Exit> ended();

    /**
     * How a main process ended.
     *
     * @param exitCode exit status, or -1 when a signal ended it or nobody knows
     * @param signal the signal that ended it, or 0
     * @param oomKilled whether the kernel ended it for want of memory
     * @param usage its last counters
     */
    record Exit(int exitCode, int signal, boolean oomKilled, Usage usage) {}
}
