// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All invocations that wait: each in its function's queue in order of arrival, and all together by deadline. Guarded by
 * the scheduler's lock.
 */
final class WaitingRoom<R, I extends InstanceStarter.RunningInstance> {
    private final Gate gate;
    private final SchedulerListener listener;
    private final TreeSet<Waiter<R, I>> byDeadline = new TreeSet<>(Waiter.BY_DEADLINE);
    private long lastNumber;

    WaitingRoom(Gate gate, SchedulerListener listener) {
        this.gate = gate;
        this.listener = listener;
    }

    /** {@code cancelled} is called without the lock when the one who waits gives up. */
    Waiter<R, I> enter(FunctionPool<R, I> pool, long now, long deadline, Consumer<Waiter<R, I>> cancelled) {
        Waiter<R, I> waiter = new Waiter<>(pool, ++lastNumber, now, deadline, cancelled);
        pool.queue.addLast(waiter);
        byDeadline.add(waiter);
        return waiter;
    }

    boolean has(Waiter<R, I> waiter) {
        return byDeadline.contains(waiter);
    }

    boolean isEmpty() {
        return byDeadline.isEmpty();
    }

    int size() {
        return byDeadline.size();
    }

    long firstDeadline() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.getFirst().deadline;
    }

    /** Takes the one that waits longest for a function. */
    @Nullable
    Waiter<R, I> next(FunctionPool<R, I> pool) {
        Waiter<R, I> first = pool.queue.pollFirst();
        if (first != null) {
            byDeadline.remove(first);
        }
        return first;
    }

    /** Takes one whose deadline has come; null when there is none. */
    @Nullable
    Waiter<R, I> nextExpired(long now) {
        return firstDeadline() <= now ? byDeadline.getFirst() : null;
    }

    /** It waits no longer. False when it did not wait any more. */
    boolean leave(Waiter<R, I> waiter) {
        return byDeadline.remove(waiter) && waiter.pool.queue.remove(waiter);
    }

    void reject(Waiter<R, I> waiter, Outcome outcome, String message) {
        if (leave(waiter)) {
            gate.later(() -> {
                waiter.future.completeExceptionally(new RejectedException(outcome, message));
                listener.rejected(waiter.pool.current.name(), outcome);
            });
        }
    }

    void rejectAll(FunctionPool<R, I> pool, Outcome outcome, String message) {
        for (Waiter<R, I> first = pool.queue.peekFirst(); first != null; first = pool.queue.peekFirst()) {
            reject(first, outcome, message);
        }
    }
}
