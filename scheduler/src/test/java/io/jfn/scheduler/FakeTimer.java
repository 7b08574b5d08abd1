// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer without a thread: what is due runs in {@link #advanceMillis}, at its own time, in order. */
final class FakeTimer extends AbstractExecutorService implements ScheduledExecutorService {
    private final SteppedClock clock;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task>comparingLong(t -> t.due - Long.MIN_VALUE / 2).thenComparingLong(t -> t.number));
    private long number;
    private boolean shut;
    int scheduled;

    FakeTimer(SteppedClock clock) {
        this.clock = clock;
    }

    void advanceMillis(long millis) {
        long until = clock.inMillis(millis);
        for (Task next = tasks.peek(); next != null && next.due - until <= 0; next = tasks.peek()) {
            tasks.poll();
            clock.advanceNanos(Math.max(0, next.due - clock.nanos()));
            next.run();
        }
        clock.advanceNanos(until - clock.nanos());
    }

    /** Tasks that are set and not cancelled. */
    int pending() {
        return (int) tasks.stream().filter(t -> !t.isCancelled()).count();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (shut) {
            throw new RejectedExecutionException("shut down");
        }
        scheduled++;
        Task task = new Task(command, clock.nanos() + unit.toNanos(delay), ++number);
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shut;
    }

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final long due;
        private final long number;

        Task(Runnable command, long due, long number) {
            super(command, null);
            this.due = due;
            this.number = number;
        }

        @Override
        public void run() {
            super.run();
            if (!isCancelled()) {
                try {
                    get();
                } catch (ExecutionException e) {
                    throw new AssertionError("a timer task failed", e.getCause());
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - clock.nanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
