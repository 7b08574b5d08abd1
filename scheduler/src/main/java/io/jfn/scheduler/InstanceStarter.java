// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import java.util.concurrent.CompletionStage;

/**
 * Starts instances: the worker and the function contracts as the scheduler sees them. Calls return at once, never
 * throw what a failed stage could say, and are never made while the scheduler holds its lock.
 *
 * @param <R> what identifies a revision to the starter
 * @param <I> the starter's own kind of instance, which a lease hands to its holder
 */
public interface InstanceStarter<R, I extends InstanceStarter.RunningInstance> {
    /**
     * Starts an instance of a revision. The stage completes when it can take its first invocation, or fails with
     * {@link StartFailedException}, in which case nothing is left behind. The starter bounds the time a start takes.
     *
     * @param instanceId the scheduler's id of it, unique for the scheduler's life
     * @param gone to be called when the instance ends by itself after it was ready; a second call is harmless
     */
    CompletionStage<I> start(String instanceId, R revision, ResourceLimits limits, GoneListener gone);

    /** Told when an instance ended without being asked to. */
    interface GoneListener {
        void gone(String reason);
    }

    /** A started instance. Every method is idempotent and harmless after the instance ended. */
    interface RunningInstance {
        /** Stops its CPU time. The scheduler never has a pause and a resume of one instance under way together. */
        CompletionStage<?> pause();

        CompletionStage<?> resume();

        /**
         * Asks it to end by itself, then ends it after {@code graceMillis}; also when it is paused, or while a pause
         * or a resume is under way. Completes when it is gone and its memory is free again; a stage that fails is
         * taken for gone too.
         */
        CompletionStage<?> stop(long graceMillis);

        CompletionStage<Usage> usage();
    }
}
