// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import org.jspecify.annotations.Nullable;

/** One instance from the reservation of its memory until that is given back. Guarded by the scheduler's lock. */
final class Instance<R, I extends InstanceStarter.RunningInstance> {
    final String id;
    final FunctionPool<R, I> pool;
    final Deployment<R> deployment;
    final long startedAt;

    Phase phase = Phase.STARTING;
    /** It takes no further invocation and ends after its last; it counts no more in its pool. */
    boolean retired;

    boolean wantedAgain;
    boolean unpausable;
    int active;
    long completed;
    long readyAt;
    long idleSince;
    /** Why it ended, when that was told before its start was. */
    @Nullable
    String goneEarly;

    @Nullable
    I running;

    Instance(String id, FunctionPool<R, I> pool, Deployment<R> deployment, long startedAt) {
        this.id = id;
        this.pool = pool;
        this.deployment = deployment;
        this.startedAt = startedAt;
    }

    /** Where an instance stands. The pause and resume phases last until the starter says they are over. */
    enum Phase {
        STARTING,
        READY,
        PAUSING,
        PAUSED,
        RESUMING,
        STOPPING;

        boolean canResume() {
            return this == PAUSING || this == PAUSED;
        }
    }

    long memoryBytes() {
        return deployment.limits().memoryBytes();
    }

    boolean takesMore() {
        return phase == Phase.READY && !retired && active < deployment.concurrency();
    }

    /** Up, without an invocation, and not on its way into or out of use. */
    boolean idle() {
        return !retired && active == 0 && (phase == Phase.READY || (phase.canResume() && !wantedAgain));
    }

    InstanceState state() {
        return switch (phase) {
            case STOPPING -> InstanceState.DRAINING;
            case STARTING -> retired ? InstanceState.DRAINING : InstanceState.STARTING;
            case PAUSING, PAUSED -> InstanceState.PAUSED;
            case RESUMING -> InstanceState.BUSY;
            case READY -> retired ? InstanceState.DRAINING : active > 0 ? InstanceState.BUSY : InstanceState.IDLE;
        };
    }

    InstanceSnapshot<I> snapshot(long now, long epoch) {
        return new InstanceSnapshot<>(
                id,
                deployment.name(),
                deployment.revision(),
                state(),
                active,
                completed,
                startedAt + epoch,
                now - startedAt,
                readyAt == 0 ? 0 : readyAt - startedAt,
                memoryBytes(),
                running);
    }
}
