// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that goes only when a test says so, on the test's thread. */
final class SteppedTimer extends ScheduledThreadPoolExecutor {
    private final List<Alarm> alarms = new ArrayList<>();
    private long now;

    SteppedTimer() {
        super(0);
    }

    void advance(long millis) {
        now += millis;
        for (var alarm : List.copyOf(alarms)) {
            if (alarm.at <= now && alarms.remove(alarm) && !alarm.isDone()) {
                alarm.work.run();
            }
        }
    }

    int waiting() {
        alarms.removeIf(CompletableFuture::isDone);
        return alarms.size();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        var alarm = new Alarm(work, now + unit.toMillis(delay));
        alarms.add(alarm);
        alarms.sort(Comparator.comparingLong(one -> one.at));
        return alarm;
    }

    private static final class Alarm extends CompletableFuture<Object> implements ScheduledFuture<Object> {
        final Runnable work;
        final long at;

        Alarm(Runnable work, long at) {
            this.work = work;
            this.at = at;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at, TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(at, other.getDelay(TimeUnit.MILLISECONDS));
        }
    }
}
