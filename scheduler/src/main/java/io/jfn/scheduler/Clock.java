// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * A scheduler's time: nanoseconds since it was made, so that times compare by {@code <} whatever the ticker's origin, and
 * the way to be called at one. Needs no lock.
 */
final class Clock {
    private final Ticker ticker;
    private final Gate gate;
    private final Wakeup wakeup;
    private final long epoch;

    Clock(Ticker ticker, Gate gate, Wakeup wakeup) {
        this.ticker = ticker;
        this.gate = gate;
        this.wakeup = wakeup;
        this.epoch = ticker.nanos();
    }

    long now() {
        return ticker.nanos() - epoch;
    }

    long epoch() {
        return epoch;
    }

    /** A time of the ticker in this time; {@code Long.MAX_VALUE} stays what it is. */
    long fromTicker(long nanos) {
        return nanos == Long.MAX_VALUE ? nanos : nanos - epoch;
    }

    /** Has the scheduler look at its timers no later than {@code due}. Needs the lock, and sets the timer without it. */
    void wakeBy(long due) {
        if (due != Long.MAX_VALUE) {
            gate.later(() -> wakeup.noLaterThan(due, now()));
        }
    }

    /** The same without the lock, cheap when a timer is set for an earlier time. */
    void wakeByUnlocked(long due) {
        wakeup.noLaterThan(due, now());
    }

    /** Nothing is due any more. Needs no lock. */
    void stop() {
        wakeup.never();
    }
}
