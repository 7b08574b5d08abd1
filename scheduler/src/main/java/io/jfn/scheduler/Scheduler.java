// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Owns a node's instances: which exist, how many invocations each has, and who waits for one.
 *
 * @param <R> what identifies a revision to the starter
 * @param <I> the starter's kind of instance
 */
// The signatures come first; the next commit fills them.
@SuppressWarnings("DoNotCallSuggester")
public final class Scheduler<R, I extends InstanceStarter.RunningInstance> {
    public Scheduler(
            InstanceStarter<R, I> starter, SchedulerConfig config, Ticker ticker, ScheduledExecutorService timer) {
        this(starter, config, SchedulerListener.NONE, ticker, timer);
    }

    public Scheduler(
            InstanceStarter<R, I> starter,
            SchedulerConfig config,
            SchedulerListener listener,
            Ticker ticker,
            ScheduledExecutorService timer) {}

    /** Makes a revision the one that invocations get; instances of an older one finish what they have and stop. */
    public void deploy(Deployment<R> deployment) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Forgets a function: what waits fails with {@code NOT_FOUND}, what runs finishes. Harmless when unknown. */
    public void remove(FunctionName name) {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * Asks for the right to run one invocation. The stage is complete at once when an instance is free; it fails with
     * {@link RejectedException}, never with anything else. Cancelling {@code toCompletableFuture()} gives up the place.
     *
     * @param deadlineNanos in the ticker's time; {@code Long.MAX_VALUE} for none
     */
    public CompletionStage<Lease<I>> acquire(FunctionName name, long deadlineNanos) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Takes no more invocations; those running and queued finish within {@code graceMillis}, then all instances stop. */
    public CompletionStage<Void> drain(long graceMillis) {
        throw new UnsupportedOperationException("not yet");
    }

    public List<InstanceSnapshot<I>> instances() {
        throw new UnsupportedOperationException("not yet");
    }

    public List<FunctionSnapshot> functions() {
        throw new UnsupportedOperationException("not yet");
    }

    public Optional<FunctionSnapshot> function(FunctionName name) {
        throw new UnsupportedOperationException("not yet");
    }

    public SchedulerSnapshot snapshot() {
        throw new UnsupportedOperationException("not yet");
    }
}
