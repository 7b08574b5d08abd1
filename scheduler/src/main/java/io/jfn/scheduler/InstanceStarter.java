// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import java.util.concurrent.CompletionStage;

/**
 * Starts instances: the worker and the function contracts as the scheduler sees them. Calls return at once.
 *
 * @param <R> what identifies a revision to the starter
 */
public interface InstanceStarter<R> {
    /**
     * Starts an instance of a revision. The stage completes when it can take its first invocation, or fails with
     * {@link StartFailedException}, in which case nothing is left behind.
     *
     * @param instanceId the scheduler's id of it
     * @param gone to be called once when the instance ends by itself after it was ready
     */
    CompletionStage<RunningInstance> start(String instanceId, R revision, ResourceLimits limits, GoneListener gone);

    /** Told when an instance ended without being asked to. */
    interface GoneListener {
        void gone(String reason);
    }

    /** A started instance. Every method is idempotent and harmless after the instance ended. */
    interface RunningInstance {
        CompletionStage<Void> pause();

        CompletionStage<Void> resume();

        /** Asks it to end by itself, then ends it after {@code graceMillis}. Completes when it is gone. */
        CompletionStage<Void> stop(long graceMillis);

        CompletionStage<Usage> usage();
    }
}
