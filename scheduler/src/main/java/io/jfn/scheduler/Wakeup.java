// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a scheduler: it runs the same task at the earliest time anybody asked for. Asking for a later time
 * than the one it is set for costs one volatile read, so a steady flow of invocations sets no timer of its own.
 *
 * <p>Owner of its two fields under its own monitor, which is a leaf: nothing else is locked while it is held.
 */
final class Wakeup {
    private final ScheduledExecutorService timer;
    private final Runnable task;

    /** What is due now can wait this long, so that the timer's thread does not run before the call that set it has gone on. */
    private static final long SOONEST = TimeUnit.MILLISECONDS.toNanos(1);

    private volatile long setFor = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> set;

    Wakeup(ScheduledExecutorService timer, Runnable task) {
        this.timer = timer;
        this.task = task;
    }

    /** Has the task run at {@code due} at the latest; both times in nanoseconds of one clock. */
    void noLaterThan(long due, long now) {
        if (setFor > due) {
            setEarlier(due, now);
        }
    }

    private synchronized void setEarlier(long due, long now) {
        if (setFor <= due) {
            return;
        }
        if (set != null) {
            set.cancel(false);
        }
        try {
            set = timer.schedule(() -> fire(due), Math.max(SOONEST, due - now), TimeUnit.NANOSECONDS);
            setFor = due;
        } catch (RejectedExecutionException _) {
            // The timer is shut down, so the process is ending and nothing is due any more.
            setFor = Long.MIN_VALUE;
        }
    }

    /** Nothing is due any more: a timer that is closed next must not wait for a time that was set. */
    synchronized void never() {
        if (set != null) {
            set.cancel(false);
        }
        set = null;
        setFor = Long.MIN_VALUE;
    }

    private void fire(long due) {
        synchronized (this) {
            if (setFor == due) {
                setFor = Long.MAX_VALUE;
                set = null;
            }
        }
        task.run();
    }
}
