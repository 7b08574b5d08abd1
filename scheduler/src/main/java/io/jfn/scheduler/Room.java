// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;
import io.jfn.scheduler.AdmissionPolicy.Admission;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Shares out the node's memory among the functions that want to start instances. Guarded by the scheduler's lock.
 *
 * <p>A function that came first may claim what ending instances will give back; those after it start only with what is
 * left of that, so a large instance is not kept waiting by small ones that slip in.
 */
final class Room<R, I extends InstanceStarter.RunningInstance> {
    private final Fleet<R, I> fleet;
    private final SchedulerConfig config;
    private final Clock clock;
    /** Functions that want to start instances and have not got the memory, the longest wanting first. */
    private final LinkedHashSet<FunctionPool<R, I>> wanting = new LinkedHashSet<>();

    Room(Fleet<R, I> fleet, SchedulerConfig config, Clock clock) {
        this.fleet = fleet;
        this.config = config;
        this.clock = clock;
    }

    void want(FunctionPool<R, I> pool) {
        wanting.add(pool);
    }

    void noLongerWant(FunctionPool<R, I> pool) {
        wanting.remove(pool);
        pool.awaitingMemory = 0;
    }

    /** Whether another function has waited so long for memory that this instance must not serve a younger waiter. */
    boolean mustYield(Instance<R, I> instance) {
        FunctionPool<R, I> pool = instance.pool;
        if (wanting.isEmpty() || instance.active > 0 || pool.surplus(fleet.draining) <= 0) {
            return false;
        }
        FunctionPool<R, I> longest = wanting.getFirst();
        Waiter<R, I> other = longest.queue.peekFirst();
        return longest != pool
                && other != null
                && other.since < pool.queue.getFirst().since
                && clock.now() - other.since >= config.memoryPatienceMillis() * 1_000_000;
    }

    /** Starts what functions want as far as memory goes, evicting idle instances of others where it takes that. */
    void place() {
        if (wanting.isEmpty()) {
            return;
        }
        long claimable = fleet.memory.free() + fleet.memory.returning();
        for (FunctionPool<R, I> pool : List.copyOf(wanting)) {
            long now = clock.now();
            long each = pool.current.limits().memoryBytes();
            int starts = PlacementPolicy.starts(pool.placement(now, fleet.draining));
            pool.awaitingMemory = 0;
            for (; starts > 0; starts--) {
                if (each > claimable) {
                    claimable += evict(each - claimable, pool);
                }
                if (each > claimable) {
                    break;
                }
                claimable -= each;
                if (each <= fleet.memory.free()) {
                    fleet.start(pool, now);
                } else {
                    pool.awaitingMemory++;
                }
            }
            if (starts == 0 && pool.awaitingMemory == 0) {
                wanting.remove(pool);
            } else if (starts > 0 && pool.awaitingMemory == 0) {
                rejectWhatWaitsInVain(pool);
            }
        }
    }

    private void rejectWhatWaitsInVain(FunctionPool<R, I> pool) {
        while (!pool.queue.isEmpty() && admission(pool, 0) == Admission.NO_CAPACITY) {
            rejectForMemory(pool.queue.getFirst());
        }
    }

    void rejectForMemory(Waiter<R, I> waiter) {
        Deployment<R> what = waiter.pool.current;
        fleet.waiting.reject(
                waiter,
                Outcome.REJECTED_NO_CAPACITY,
                "no memory for an instance of " + what.name() + ": it needs "
                        + what.limits().memoryBytes() + " bytes, and " + fleet.memory.free() + " of "
                        + fleet.memory.total()
                        + " are free; call later or lower the function's memory");
    }

    /** What becomes of an invocation that waits behind {@code ahead} others. */
    Admission admission(FunctionPool<R, I> pool, int ahead) {
        boolean mayReturn =
                !pool.live.isEmpty() || fleet.instances.values().stream().anyMatch(one -> !one.idle());
        boolean fits = pool.current.limits().memoryBytes() <= fleet.memory.total();
        return AdmissionPolicy.decide(pool.admission(ahead, config.queueLength(), clock.now(), mayReturn, fits));
    }

    private long evict(long wanted, FunctionPool<R, I> beneficiary) {
        List<EvictionPolicy.Candidate> idle = fleet.instances.values().stream()
                .filter(one -> one.idle() && one.pool != beneficiary)
                .map(one -> new EvictionPolicy.Candidate(
                        one.id,
                        one.deployment.name().value(),
                        one.pool.surplus(fleet.draining),
                        one.idleSince,
                        one.memoryBytes()))
                .toList();
        long freed = 0;
        for (String id : EvictionPolicy.choose(idle, wanted)) {
            Instance<R, I> victim = fleet.instances.get(id);
            if (victim != null) {
                freed += victim.memoryBytes();
                fleet.evict(victim);
            }
        }
        return freed;
    }
}
