// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.api.worker.WorkerReply;
import java.util.concurrent.CompletionStage;

/**
 * A claimed sandbox, or one whose claim is under way. Descriptors belong to whoever gets them; those of a stage that is
 * completed already, for example by a cancel, are closed.
 */
public interface WorkerLease {
    /** What {@link #exited} says when nobody knows how the process ended, because the worker went away or it never ran. */
    static WorkerReply.Exited unknownEnd(long lease) {
        return new WorkerReply.Exited(lease, -1, 0, false, Usage.NONE);
    }

    long number();

    /** Completes when the main process runs. */
    CompletionStage<Started> started();

    /** A connected, non-blocking socket to a port in the sandbox, as soon as something listens there within the patience. */
    CompletionStage<Integer> connect(int port, int patienceMillis);

    CompletionStage<?> pause();

    CompletionStage<?> resume();

    CompletionStage<?> updateLimits(ResourceLimits limits);

    CompletionStage<Usage> usage();

    /** Asks the main process to end; a paused one is resumed for it. */
    CompletionStage<?> terminate();

    /** Ends the sandbox. A claim without an answer yet is given up: {@link #started} fails. */
    CompletionStage<?> kill();

    /** Completes, never fails, when the lease is over: see {@link #unknownEnd} for one whose end nobody saw. */
    CompletionStage<WorkerReply.Exited> exited();

    /**
     * A main process that runs.
     *
     * @param stdout read end of its standard output
     * @param stderr read end of its standard error
     * @param listener listening socket of the Runtime API, -1 when none was asked for
     */
    record Started(WorkerReply.Claimed facts, int stdout, int stderr, int listener) {}
}
