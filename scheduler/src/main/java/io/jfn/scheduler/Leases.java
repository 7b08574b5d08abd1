// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;

/** Grants leases on instances and takes them back: the way of every invocation, kept short. */
final class Leases<R, I extends InstanceStarter.RunningInstance> {
    private final Gate gate;
    private final Fleet<R, I> fleet;
    private final Clock clock;
    private final long pauseGraceNanos;

    Leases(Gate gate, Fleet<R, I> fleet, Clock clock, SchedulerConfig config) {
        this.gate = gate;
        this.fleet = fleet;
        this.clock = clock;
        this.pauseGraceNanos = config.pauseGraceMillis() * 1_000_000;
    }

    /** Takes a place in the first free instance of a pool. Needs the lock. */
    InstanceLease<R, I> grant(Instance<R, I> first, I running, boolean cold, long since, long now) {
        first.pool.take(first);
        long start = cold ? first.readyAt - Math.max(first.startedAt, since) : 0;
        return new InstanceLease<>(this, first, running, cold, now - since - start, start);
    }

    /** Takes a lease back. Takes the lock; the second time for a lease it does nothing. */
    void released(InstanceLease<R, I> lease) {
        Instance<R, I> instance = lease.holder;
        long lookAt = Long.MAX_VALUE;
        gate.enter();
        try {
            if (lease.closed) {
                return;
            }
            lease.closed = true;
            instance.completed++;
            if (!instance.retired) {
                instance.pool.failedStarts = 0;
            }
            fleet.settle(instance);
            if (instance.idle()) {
                long keepAliveNanos = instance.deployment.scale().keepAliveMillis() * 1_000_000;
                lookAt = instance.idleSince + Math.min(pauseGraceNanos, keepAliveNanos);
            }
        } finally {
            gate.leave();
        }
        clock.wakeByUnlocked(lookAt);
    }

    /** Takes back a lease whose instance must end. Takes the lock; the second time for a lease it does nothing. */
    void discarded(InstanceLease<R, I> lease, Outcome why) {
        gate.run(() -> {
            if (lease.closed) {
                return;
            }
            lease.closed = true;
            Instance<R, I> instance = lease.holder;
            fleet.retire(instance);
            instance.active--;
            if (why == Outcome.COMPLETED) {
                instance.completed++;
            }
            if (instance.active == 0 || processIsGone(why)) {
                fleet.stop(instance, 0);
            }
            if (instance.active == 0) {
                fleet.leftAlone(instance);
            }
            fleet.provide(instance.pool);
        });
    }

    private static boolean processIsGone(Outcome why) {
        return switch (why) {
            case OUT_OF_MEMORY, CRASHED, START_FAILED -> true;
            case COMPLETED,
                    FUNCTION_ERROR,
                    TIMED_OUT,
                    TOO_LARGE,
                    NOT_FOUND,
                    BAD_REQUEST,
                    UNAUTHORIZED,
                    REJECTED_BUSY,
                    REJECTED_NO_CAPACITY,
                    REJECTED_UNAVAILABLE,
                    DRAINED,
                    CLIENT_GONE -> false;
        };
    }
}
