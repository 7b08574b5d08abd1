// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.scheduler.Instance.Phase;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All instances of a node, from the reservation of their memory until it is given back. Every method needs the
 * scheduler's lock, except those that the starter's stages call, which take it; every call to the starter or the
 * listener is noted at the gate and made without the lock.
 */
final class Fleet<R, I extends InstanceStarter.RunningInstance> {
    final Map<FunctionName, FunctionPool<R, I>> pools = new HashMap<>();
    final Map<String, Instance<R, I>> instances = new LinkedHashMap<>();
    final MemoryBudget memory;
    final WaitingRoom<R, I> waiting;
    final Leases<R, I> leases;
    final Room<R, I> room;
    final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
    boolean draining;

    private final Gate gate;
    private final InstanceStarter<R, I> starter;
    private final SchedulerListener listener;
    private final SchedulerConfig config;
    private final Clock clock;
    /** Instances that ended under invocations which have not given them back yet. */
    private final Set<Instance<R, I>> outlived = new HashSet<>();

    private long lastInstance;

    Fleet(Gate gate, InstanceStarter<R, I> starter, SchedulerConfig config, SchedulerListener listener, Clock clock) {
        this.gate = gate;
        this.starter = starter;
        this.config = config;
        this.listener = listener;
        this.clock = clock;
        this.memory = new MemoryBudget(config.memoryBytes());
        this.waiting = new WaitingRoom<>(gate, listener);
        this.leases = new Leases<>(gate, this, clock, config);
        this.room = new Room<>(this, config, clock);
    }

    /** Gives a function's waiting invocations what there is for them, and sees to what is missing. */
    void provide(FunctionPool<R, I> pool) {
        long now = clock.now();
        serve(pool, null);
        PlacementSnapshot wants = pool.placement(now, draining);
        for (int n = PlacementPolicy.resumes(wants, pool.pausedCount()); n > 0; n--) {
            Instance<R, I> woken = pool.wakeFirstPaused();
            if (woken.phase == Phase.PAUSED) {
                resume(woken);
            }
        }
        if (pools.get(pool.current.name()) == pool && PlacementPolicy.starts(pool.placement(now, draining)) > 0) {
            room.want(pool);
        } else {
            room.noLongerWant(pool);
        }
        room.place();
        stopIdleWhenDraining(pool);
        checkDrained();
    }

    private void serve(FunctionPool<R, I> pool, @Nullable Instance<R, I> fresh) {
        long now = clock.now();
        while (!pool.queue.isEmpty()) {
            Instance<R, I> first = pool.firstFree();
            if (first == null || first.running == null) {
                return;
            }
            Waiter<R, I> waiter = pool.queue.getFirst();
            waiting.leave(waiter);
            InstanceLease<R, I> lease = leases.grant(first, first.running, first == fresh, waiter.since, now);
            gate.later(() -> {
                if (!waiter.future.complete(lease)) {
                    lease.release();
                } else if (lease.coldStart()) {
                    listener.coldStart(
                            first.deployment.name(), lease.revision(), lease.queuedNanos(), lease.startNanos());
                }
            });
        }
    }

    /** An invocation of an instance is over and the instance can take another. */
    void settle(Instance<R, I> instance) {
        FunctionPool<R, I> pool = instance.pool;
        pool.giveBack(instance);
        if (instance.retired) {
            if (instance.active == 0) {
                stop(instance, config.stopGraceMillis());
                leftAlone(instance);
            }
            return;
        }
        instance.idleSince = clock.now();
        if (!pool.queue.isEmpty() && room.mustYield(instance)) {
            room.place();
            provide(pool);
        } else {
            serve(pool, null);
            rest(instance);
        }
    }

    /** An instance has nothing to do for the moment; a function that wants memory may have it. */
    private void rest(Instance<R, I> instance) {
        if (instance.idle()) {
            room.place();
            stopIdleWhenDraining(instance.pool);
        }
    }

    /** Stops an idle instance for its memory. */
    void evict(Instance<R, I> victim) {
        tell(() -> listener.evicted(victim.deployment.name(), victim.id));
        stop(victim, 0);
    }

    /** Starts an instance of a function's current revision; its memory must be free. */
    void start(FunctionPool<R, I> pool, long now) {
        Deployment<R> what = pool.current;
        memory.reserve(what.limits().memoryBytes());
        String id = what.name() + "-" + what.revision() + "-" + ++lastInstance;
        Instance<R, I> instance = new Instance<>(id, pool, what, now);
        instances.put(id, instance);
        pool.add(instance);
        ask(
                () -> starter.start(
                        id, what.payload(), what.limits(), reason -> gate.run(() -> gone(instance, reason))),
                (running, error) -> started(instance, running, error));
    }

    private void started(Instance<R, I> instance, @Nullable I running, @Nullable Throwable error) {
        FunctionPool<R, I> pool = instance.pool;
        instance.readyAt = clock.now();
        instance.idleSince = instance.readyAt;
        instance.running = running;
        if (running == null) {
            startFailed(instance, failure(error));
            ended(instance);
        } else if (instance.goneEarly != null) {
            startFailed(
                    instance,
                    new StartFailedException(Outcome.START_FAILED, "it ended at once: " + instance.goneEarly));
            stop(instance, 0);
        } else if (instance.retired) {
            stop(instance, 0);
        } else {
            pool.nowReady(instance);
            Deployment<R> what = instance.deployment;
            tell(() ->
                    listener.started(what.name(), what.revision(), instance.id, instance.readyAt - instance.startedAt));
            serve(pool, instance);
            rest(instance);
            askAgainWhenIdle(instance);
        }
        provide(pool);
    }

    private void startFailed(Instance<R, I> instance, StartFailedException why) {
        FunctionPool<R, I> pool = instance.pool;
        Deployment<R> what = instance.deployment;
        String message = "instance " + instance.id + " did not start: " + why.getMessage();
        if (!instance.retired) {
            pool.startFailed(instance, clock.now(), config);
            clock.wakeBy(pool.noStartBefore);
            Waiter<R, I> first = pool.queue.peekFirst();
            if (first != null) {
                waiting.reject(first, why.outcome(), message);
            }
        }
        pool.retire(instance);
        tell(() -> listener.startFailed(what.name(), what.revision(), instance.id, why.outcome(), message));
    }

    private static StartFailedException failure(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof StartFailedException known
                ? known
                : new StartFailedException(Outcome.REJECTED_UNAVAILABLE, String.valueOf(cause));
    }

    /** Has an instance take no further invocation. Whoever ends its last one stops it. */
    void retire(Instance<R, I> instance) {
        instance.pool.retire(instance);
    }

    /** Takes all instances of a function out of use: idle ones end now, others after their last invocation. */
    void replace(FunctionPool<R, I> pool) {
        for (Instance<R, I> one : List.copyOf(pool.live)) {
            retire(one);
            if (one.active == 0) {
                stop(one, config.stopGraceMillis());
            }
        }
    }

    /** Ends an instance, whatever it does. One that starts is ended when it is up. */
    void stop(Instance<R, I> instance, long graceMillis) {
        instance.pool.retire(instance);
        I running = instance.running;
        if (running != null && instance.phase != Phase.STOPPING) {
            instance.phase = Phase.STOPPING;
            memory.announceReturn(instance.memoryBytes());
            ask(() -> running.stop(graceMillis), (_, _) -> ended(instance));
        }
    }

    private void ended(Instance<R, I> instance) {
        instances.remove(instance.id);
        memory.giveBack(instance.memoryBytes(), instance.phase == Phase.STOPPING);
        if (instance.active > 0) {
            outlived.add(instance);
        }
        room.place();
        checkDrained();
        checkVanished(instance.deployment.name());
    }

    /** No invocation holds an instance any more that takes no other. */
    void leftAlone(Instance<R, I> instance) {
        if (outlived.remove(instance)) {
            checkVanished(instance.deployment.name());
        }
    }

    /** Tells of a removed function of which nothing is left. */
    void checkVanished(FunctionName name) {
        if (!pools.containsKey(name)
                && Stream.concat(instances.values().stream(), outlived.stream())
                        .noneMatch(one -> one.deployment.name().equals(name))) {
            tell(() -> listener.vanished(name));
        }
    }

    void checkDrained() {
        if (draining && instances.isEmpty() && waiting.isEmpty()) {
            gate.later(() -> {
                clock.stop();
                drained.complete(null);
            });
        }
    }

    private void gone(Instance<R, I> instance, String reason) {
        if (instance.phase == Phase.STARTING) {
            instance.goneEarly = reason;
        } else if (instance.phase != Phase.STOPPING) {
            if (instance.completed == 0 && instance.active == 0 && !instance.retired) {
                instance.pool.startFailed(instance, clock.now(), config);
                clock.wakeBy(instance.pool.noStartBefore);
            }
            tell(() -> listener.gone(instance.deployment.name(), instance.id, reason));
            stop(instance, 0);
            provide(instance.pool);
        }
    }

    void pause(Instance<R, I> instance) {
        I running = instance.running;
        if (running != null) {
            instance.pool.nowPausing(instance);
            ask(running::pause, (_, error) -> paused(instance, error));
        }
    }

    private void paused(Instance<R, I> instance, @Nullable Throwable error) {
        if (instance.phase != Phase.PAUSING) {
            return;
        }
        if (error != null) {
            instance.pool.pauseFailed(instance);
            provide(instance.pool);
            return;
        }
        instance.phase = Phase.PAUSED;
        tell(() -> listener.paused(instance.deployment.name(), instance.id));
        if (instance.wantedAgain) {
            resume(instance);
        }
    }

    private void resume(Instance<R, I> instance) {
        I running = instance.running;
        if (running != null) {
            instance.phase = Phase.RESUMING;
            ask(running::resume, (_, error) -> resumed(instance, error));
        }
    }

    private void resumed(Instance<R, I> instance, @Nullable Throwable error) {
        if (instance.phase != Phase.RESUMING) {
            return;
        }
        if (error != null) {
            tell(() -> listener.gone(
                    instance.deployment.name(), instance.id, "it could not be resumed: " + error.getMessage()));
            stop(instance, 0);
        } else {
            tell(() -> listener.resumed(instance.deployment.name(), instance.id));
            instance.pool.nowReady(instance);
            instance.idleSince = clock.now();
            serve(instance.pool, null);
            rest(instance);
            askAgainWhenIdle(instance);
        }
        provide(instance.pool);
    }

    private void askAgainWhenIdle(Instance<R, I> instance) {
        if (instance.idle()) {
            clock.wakeBy(clock.now());
        }
    }

    /** Stops an instance that nobody uses. */
    void stopIdle(Instance<R, I> instance) {
        stop(instance, config.stopGraceMillis());
    }

    private void stopIdleWhenDraining(FunctionPool<R, I> pool) {
        if (draining && pool.queue.isEmpty()) {
            for (Instance<R, I> one : List.copyOf(pool.live)) {
                if (one.idle()) {
                    stop(one, config.stopGraceMillis());
                }
            }
        }
    }

    private void tell(Runnable event) {
        gate.later(event);
    }

    /** Has the starter asked for something without the lock, and its answer dealt with under it. */
    private <T> void ask(Supplier<? extends CompletionStage<? extends T>> question, Answer<T> answer) {
        gate.later(() -> {
            CompletionStage<? extends T> stage;
            try {
                stage = question.get();
            } catch (RuntimeException e) {
                stage = CompletableFuture.failedFuture(e);
            }
            stage.whenComplete((result, error) -> gate.run(() -> answer.is(result, error)));
        });
    }

    /** What is done with the answer of the starter. */
    private interface Answer<T> {
        void is(@Nullable T result, @Nullable Throwable error);
    }
}
