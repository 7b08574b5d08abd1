// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.scheduler.Instance.Phase;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * One function: its current revision, the instances of it that take invocations, and who waits. Guarded by the
 * scheduler's lock.
 *
 * <p>While someone waits, no instance is free: whoever frees one hands it over in the same turn under the lock.
 */
final class FunctionPool<R, I extends InstanceStarter.RunningInstance> {
    final ArrayDeque<Waiter<R, I>> queue = new ArrayDeque<>();
    final LinkedHashSet<Instance<R, I>> live = new LinkedHashSet<>();
    Deployment<R> current;
    int failedStarts;
    long noStartBefore;
    /** Starts that were decided and wait for the memory of instances that are ending. */
    int awaitingMemory;

    /** Instances that take one more, the most recently used first. */
    private final ArrayDeque<Instance<R, I>> free = new ArrayDeque<>();
    /** Paused ones and those being paused, the most recently used first. */
    private final ArrayDeque<Instance<R, I>> paused = new ArrayDeque<>();

    private int starting;
    private int resuming;

    FunctionPool(Deployment<R> current) {
        this.current = current;
    }

    int starting() {
        return starting;
    }

    int coming() {
        return starting + resuming;
    }

    int pausedCount() {
        return paused.size();
    }

    @Nullable
    Instance<R, I> firstFree() {
        return free.peekFirst();
    }

    void add(Instance<R, I> instance) {
        live.add(instance);
        starting++;
    }

    /** It came up, or was resumed. */
    void nowReady(Instance<R, I> instance) {
        leavePhase(instance);
        instance.phase = Phase.READY;
        free.addFirst(instance);
    }

    /** Takes a place in the first free instance. */
    void take(Instance<R, I> first) {
        first.active++;
        if (first.active == first.deployment.concurrency()) {
            free.removeFirst();
        }
    }

    /** A place in an instance came free. One that was full becomes the first; others keep their rank and grow old. */
    void giveBack(Instance<R, I> instance) {
        boolean wasFull = instance.active == instance.deployment.concurrency();
        instance.active--;
        if (wasFull && instance.takesMore()) {
            free.addFirst(instance);
        }
    }

    void nowPausing(Instance<R, I> instance) {
        free.remove(instance);
        instance.phase = Phase.PAUSING;
        paused.addFirst(instance);
    }

    /** Takes the most recently used of the paused ones, to be resumed as soon as its pause is complete. */
    Instance<R, I> wakeFirstPaused() {
        Instance<R, I> first = paused.removeFirst();
        resuming++;
        first.wantedAgain = true;
        return first;
    }

    /** A pause that did not succeed leaves a running instance that nobody asked for. */
    void pauseFailed(Instance<R, I> instance) {
        instance.unpausable = true;
        paused.remove(instance);
        nowReady(instance);
    }

    /** It takes no further invocation. Harmless when it was removed before. */
    void retire(Instance<R, I> instance) {
        if (live.remove(instance)) {
            free.remove(instance);
            paused.remove(instance);
            leavePhase(instance);
            instance.retired = true;
        }
    }

    private void leavePhase(Instance<R, I> instance) {
        if (instance.phase == Phase.STARTING) {
            starting--;
        } else if (instance.wantedAgain) {
            resuming--;
            instance.wantedAgain = false;
        }
    }

    /** Sets the pause before the next start, for an instance that ended before it answered anything. */
    void startFailed(Instance<R, I> instance, long now, SchedulerConfig config) {
        // Starts that ran side by side and failed together are one failure.
        if (failedStarts == 0 || instance.startedAt >= noStartBefore) {
            failedStarts++;
            noStartBefore = now
                    + BackoffPolicy.nanosAfter(
                            failedStarts,
                            config.startBackoffMillis() * 1_000_000,
                            config.startBackoffMaxMillis() * 1_000_000);
        }
    }

    int surplus(boolean draining) {
        return live.size() - (draining ? 0 : current.scale().min());
    }

    PlacementSnapshot placement(long now, boolean draining) {
        return new PlacementSnapshot(
                queue.size(),
                coming(),
                starting,
                live.size(),
                draining ? 0 : current.scale().min(),
                current.scale().max(),
                current.concurrency(),
                failedStarts,
                now < noStartBefore);
    }

    AdmissionSnapshot admission(int ahead, int queueLength, long now, boolean memoryMayReturn, boolean fitsNode) {
        long comingPlaces = (long) (coming() + awaitingMemory) * current.concurrency();
        return new AdmissionSnapshot(
                ahead, queueLength, comingPlaces, live.size(), now < noStartBefore, memoryMayReturn, fitsNode);
    }

    FunctionSnapshot snapshot(long now) {
        int busy = 0;
        int idle = 0;
        int asleep = 0;
        for (Instance<R, I> one : live) {
            switch (one.state()) {
                case BUSY -> busy++;
                case IDLE -> idle++;
                case PAUSED -> asleep++;
                case STARTING, DRAINING -> {}
            }
        }
        return new FunctionSnapshot(
                current.name(),
                current.revision(),
                queue.size(),
                starting,
                busy,
                idle,
                asleep,
                failedStarts,
                now < noStartBefore);
    }
}
