// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/**
 * Remembers how many claims came in each second of the last minute. Not for several threads; time is the caller's
 * monotonic nanoseconds.
 */
final class Demand {
    static final int SECONDS = 60;
    private static final long SECOND = 1_000_000_000L;

    private final long[] second = new long[SECONDS];
    private final int[] claims = new int[SECONDS];

    Demand() {
        java.util.Arrays.fill(second, Long.MIN_VALUE);
    }

    void claimed(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND);
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            claims[slot] = 0;
        }
        claims[slot]++;
    }

    /** The most claims within one second of the last minute. */
    int peak(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND);
        int peak = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (second[i] > now - SECONDS && second[i] <= now) {
                peak = Math.max(peak, claims[i]);
            }
        }
        return peak;
    }
}
