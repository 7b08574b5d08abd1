// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns a node's instances: which exist, how many invocations each has, and who waits for one.
 *
 * <p>One lock, of {@link Gate}, guards all state of {@link Fleet}, {@link FunctionPool}, {@link Instance}, {@link
 * WaitingRoom}, {@link Room}, {@link MemoryBudget} and {@link Timers}. The starter, the listener and those who wait are called after
 * it was given back, from the thread that made the change; what they continue with must not block. Taking and giving
 * back a free instance holds the lock for a few assignments and sets no timer.
 *
 * @param <R> what identifies a revision to the starter
 * @param <I> the starter's kind of instance
 */
public final class Scheduler<R, I extends InstanceStarter.RunningInstance> {
    private final Gate gate = new Gate();
    private final SchedulerListener listener;
    private final Clock clock;
    private final Fleet<R, I> fleet;
    private final Timers<R, I> timers;

    public Scheduler(
            InstanceStarter<R, I> starter, SchedulerConfig config, Ticker ticker, ScheduledExecutorService timer) {
        this(starter, config, SchedulerListener.NONE, ticker, timer);
    }

    public Scheduler(
            InstanceStarter<R, I> starter,
            SchedulerConfig config,
            SchedulerListener listener,
            Ticker ticker,
            ScheduledExecutorService timer) {
        this.listener = listener;
        this.clock = new Clock(ticker, gate, new Wakeup(timer, this::look));
        this.fleet = new Fleet<>(gate, starter, config, listener, clock);
        this.timers = new Timers<>(fleet, listener, gate, clock, config);
    }

    /**
     * Makes a revision the one that invocations get, those that wait included; instances of an older one finish what
     * they have and stop. A revision that is not newer than the present one changes nothing.
     */
    public void deploy(Deployment<R> deployment) {
        gate.run(() -> {
            FunctionPool<R, I> pool = fleet.pools.get(deployment.name());
            if (pool == null) {
                pool = new FunctionPool<>(deployment);
                fleet.pools.put(deployment.name(), pool);
            } else if (deployment.revision() > pool.current.revision()) {
                pool.current = deployment;
                pool.failedStarts = 0;
                pool.noStartBefore = 0;
                fleet.replace(pool);
            }
            fleet.provide(pool);
        });
    }

    /** Forgets a function: what waits fails with {@code NOT_FOUND}, what runs finishes. Harmless when unknown. */
    public void remove(FunctionName name) {
        gate.run(() -> {
            FunctionPool<R, I> pool = fleet.pools.remove(name);
            if (pool != null) {
                fleet.waiting.rejectAll(pool, Outcome.NOT_FOUND, "function " + name + " was removed");
                fleet.room.noLongerWant(pool);
                fleet.replace(pool);
                fleet.checkDrained();
                fleet.checkVanished(name);
            }
        });
    }

    /**
     * Asks for the right to run one invocation. The stage is complete at once when an instance is free; it fails with
     * {@link RejectedException} and nothing else. Cancelling {@code toCompletableFuture()} gives up the place.
     *
     * @param deadlineNanos in the ticker's time; {@code Long.MAX_VALUE} for none
     */
    public CompletionStage<Lease<I>> acquire(FunctionName name, long deadlineNanos) {
        long deadline = clock.fromTicker(deadlineNanos);
        gate.enter();
        try {
            FunctionPool<R, I> pool = fleet.pools.get(name);
            long now = clock.now();
            Instance<R, I> first = pool == null || fleet.draining || deadline <= now ? null : pool.firstFree();
            return first != null && first.running != null
                    ? CompletableFuture.completedFuture(fleet.leases.grant(first, first.running, false, now, now))
                    : queue(name, pool, now, deadline);
        } finally {
            gate.leave();
        }
    }

    private CompletionStage<Lease<I>> queue(
            FunctionName name, @Nullable FunctionPool<R, I> pool, long now, long deadline) {
        if (fleet.draining) {
            return rejected(name, Outcome.DRAINED, "the node is stopping and takes no more invocations of " + name);
        }
        if (pool == null) {
            return rejected(name, Outcome.NOT_FOUND, "there is no function " + name);
        }
        if (deadline <= now) {
            return rejected(name, Outcome.TIMED_OUT, "the deadline was over before " + name + " was called");
        }
        Waiter<R, I> waiter = fleet.waiting.enter(pool, now, deadline, this::forget);
        fleet.provide(pool);
        int ahead = pool.queue.size() - 1;
        if (fleet.waiting.has(waiter)) {
            switch (fleet.room.admission(pool, ahead)) {
                case WAIT -> {
                    clock.wakeBy(deadline);
                    gate.later(() -> listener.queued(name, ahead + 1));
                }
                case BUSY ->
                    fleet.waiting.reject(
                            waiter,
                            Outcome.REJECTED_BUSY,
                            "all " + pool.live.size() + " instances of " + name + " are busy and " + ahead
                                    + " invocations wait already; raise scale.max or call later");
                case NO_CAPACITY -> fleet.room.rejectForMemory(waiter);
            }
        }
        return waiter.future;
    }

    private CompletionStage<Lease<I>> rejected(FunctionName name, Outcome outcome, String message) {
        gate.later(() -> listener.rejected(name, outcome));
        return CompletableFuture.failedFuture(new RejectedException(outcome, message));
    }

    private void forget(Waiter<R, I> waiter) {
        gate.run(() -> {
            if (fleet.waiting.leave(waiter)) {
                fleet.provide(waiter.pool);
            }
        });
    }

    /**
     * Takes no more invocations; those running and queued finish within {@code graceMillis}, then all instances stop.
     * Completes when no instance is left, which takes as long as the starter takes to end them. A second call can only
     * shorten the grace.
     */
    public CompletionStage<@Nullable Void> drain(long graceMillis) {
        gate.run(() -> {
            fleet.draining = true;
            timers.drainBy(clock.now() + graceMillis * 1_000_000);
            timers.look();
            fleet.checkDrained();
        });
        return fleet.drained.copy();
    }

    private void look() {
        gate.run(timers::look);
    }

    /** All instances that exist, in the order of their start. */
    public List<InstanceSnapshot<I>> instances() {
        return reading(() -> {
            long now = clock.now();
            return fleet.instances.values().stream()
                    .map(one -> one.snapshot(now, clock.epoch()))
                    .toList();
        });
    }

    public List<FunctionSnapshot> functions() {
        return reading(() -> {
            long now = clock.now();
            return fleet.pools.values().stream().map(pool -> pool.snapshot(now)).toList();
        });
    }

    public Optional<FunctionSnapshot> function(FunctionName name) {
        return reading(() -> Optional.ofNullable(fleet.pools.get(name)).map(pool -> pool.snapshot(clock.now())));
    }

    public SchedulerSnapshot snapshot() {
        return reading(() -> new SchedulerSnapshot(
                fleet.pools.size(),
                fleet.instances.size(),
                fleet.instances.values().stream().mapToInt(one -> one.active).sum(),
                fleet.waiting.size(),
                fleet.memory.total(),
                fleet.memory.reserved(),
                fleet.draining));
    }

    private <T> T reading(Supplier<T> read) {
        gate.enter();
        try {
            return read.get();
        } finally {
            gate.leave();
        }
    }
}
