// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/** A ticker that stands still until it is told otherwise. Its origin is far from 0, as a real one's may be. */
final class SteppedClock implements Ticker {
    private long nanos = Long.MIN_VALUE / 2;

    @Override
    public long nanos() {
        return nanos;
    }

    void advanceNanos(long by) {
        nanos += by;
    }

    long inMillis(long millis) {
        return nanos + millis * 1_000_000;
    }
}
