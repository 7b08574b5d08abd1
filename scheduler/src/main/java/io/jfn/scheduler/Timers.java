// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;
import io.jfn.scheduler.KeepAlivePolicy.Idle;
import java.util.Comparator;
import java.util.List;

/**
 * What happens by itself when time passes: deadlines, pauses, expiry, the next start after a failed one, the end of a
 * drain. One look goes over everything and says when the next is due. Every method needs the scheduler's lock.
 */
final class Timers<R, I extends InstanceStarter.RunningInstance> {
    private final Fleet<R, I> fleet;
    private final SchedulerListener listener;
    private final Gate gate;
    private final Clock clock;
    private final long pauseGraceNanos;
    private long drainBy = Long.MAX_VALUE;

    Timers(Fleet<R, I> fleet, SchedulerListener listener, Gate gate, Clock clock, SchedulerConfig config) {
        this.fleet = fleet;
        this.listener = listener;
        this.gate = gate;
        this.clock = clock;
        this.pauseGraceNanos = config.pauseGraceMillis() * 1_000_000;
    }

    void drainBy(long due) {
        drainBy = Math.min(drainBy, due);
    }

    void look() {
        long now = clock.now();
        expireWaiters(now);
        if (now >= drainBy) {
            endDrain();
        }
        List<FunctionPool<R, I>> pools = List.copyOf(fleet.pools.values());
        for (FunctionPool<R, I> pool : pools) {
            tend(pool, now);
            fleet.provide(pool);
        }
        long next = Math.min(fleet.waiting.firstDeadline(), now >= drainBy ? Long.MAX_VALUE : drainBy);
        for (FunctionPool<R, I> pool : pools) {
            next = Math.min(next, nextFor(pool, now));
        }
        clock.wakeBy(next);
    }

    private void expireWaiters(long now) {
        for (Waiter<R, I> late = fleet.waiting.nextExpired(now); late != null; late = fleet.waiting.nextExpired(now)) {
            fleet.waiting.reject(
                    late,
                    Outcome.TIMED_OUT,
                    "no instance of " + late.pool.current.name() + " came free before the deadline, after "
                            + (now - late.since) / 1_000_000 + " ms in the queue");
        }
    }

    private void tend(FunctionPool<R, I> pool, long now) {
        long keepAliveNanos = pool.current.scale().keepAliveMillis() * 1_000_000;
        List<Instance<R, I>> oldestFirst = pool.live.stream()
                .filter(Instance::idle)
                .sorted(Comparator.comparingLong(one -> one.idleSince))
                .toList();
        for (Instance<R, I> one : oldestFirst) {
            switch (KeepAlivePolicy.decide(idle(one, now), pauseGraceNanos, keepAliveNanos)) {
                case KEEP -> {}
                case PAUSE -> fleet.pause(one);
                case EXPIRE -> {
                    gate.later(() -> listener.expired(one.deployment.name(), one.id));
                    fleet.stopIdle(one);
                }
            }
        }
    }

    private long nextFor(FunctionPool<R, I> pool, long now) {
        long keepAliveNanos = pool.current.scale().keepAliveMillis() * 1_000_000;
        long next = pool.noStartBefore > now ? pool.noStartBefore : Long.MAX_VALUE;
        for (Instance<R, I> one : pool.live) {
            if (one.idle()) {
                long in = KeepAlivePolicy.askAgainIn(idle(one, now), pauseGraceNanos, keepAliveNanos);
                next = in == Long.MAX_VALUE ? next : Math.min(next, now + in);
            }
        }
        return next;
    }

    private Idle idle(Instance<R, I> one, long now) {
        boolean pausable = one.phase == Instance.Phase.READY && !one.unpausable;
        return new Idle(now - one.idleSince, pausable, one.pool.surplus(fleet.draining) > 0);
    }

    private void endDrain() {
        for (FunctionPool<R, I> pool : fleet.pools.values()) {
            fleet.waiting.rejectAll(
                    pool,
                    Outcome.DRAINED,
                    "the node stopped before an instance of " + pool.current.name() + " came free");
        }
        for (Instance<R, I> one : List.copyOf(fleet.instances.values())) {
            fleet.stop(one, 0);
        }
        fleet.checkDrained();
    }
}
