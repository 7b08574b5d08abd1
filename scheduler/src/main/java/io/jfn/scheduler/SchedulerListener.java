// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import java.util.List;

/**
 * Told what the scheduler does, for metrics and logs. Calls come from any thread, never under the scheduler's lock, and
 * must return at once; what they throw is dropped. A free instance taken or given back is not told: the holder knows.
 */
public interface SchedulerListener {
    SchedulerListener NONE = new SchedulerListener() {};

    /** One that tells each of these, in their order. */
    static SchedulerListener all(SchedulerListener... listeners) {
        return new SeveralListeners(List.of(listeners));
    }

    /** An invocation got the instance that it had waited for to start. */
    default void coldStart(FunctionName function, int revision, long queuedNanos, long startNanos) {}

    /** An instance became ready, whether an invocation waited for it or not. */
    default void started(FunctionName function, int revision, String instanceId, long startNanos) {}

    default void startFailed(FunctionName function, int revision, String instanceId, Outcome outcome, String message) {}

    /** An invocation began to wait. {@code length} invocations of the function wait now. */
    default void queued(FunctionName function, int length) {}

    /** An invocation got no instance. */
    default void rejected(FunctionName function, Outcome outcome) {}

    default void paused(FunctionName function, String instanceId) {}

    default void resumed(FunctionName function, String instanceId) {}

    /** An idle instance is stopped because its memory is wanted. */
    default void evicted(FunctionName function, String instanceId) {}

    /** An idle instance is stopped because its keep-alive is over. */
    default void expired(FunctionName function, String instanceId) {}

    /** An instance ended without being asked to. */
    default void gone(FunctionName function, String instanceId, String reason) {}

    /** Nothing is left of a removed function, no instance and no lease. It may be deployed again by the time this is told. */
    default void vanished(FunctionName function) {}
}
