// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

/**
 * What an instance may still write, as a token bucket. When it is empty everything is refused until it is half full again,
 * so that a flood costs one gap at a time and not one a line. Guarded by the lock of its {@link InstanceOutput}.
 */
final class OutputAllowance {
    /** A line costs this on top of its bytes: what keeping it costs, so that a flood of empty lines is one too. */
    private static final int LINE_COST = 64;

    private static final long NANOS = 1_000_000_000;

    private final long perSecond;
    private final long burst;
    private long tokens;
    private long asOf;
    private long refusesUntil;
    private boolean refusing;

    OutputAllowance(LogLimits limits, long now) {
        this.perSecond = limits.bytesPerSecond();
        this.burst = limits.burstBytes() + LINE_COST;
        this.tokens = burst;
        this.asOf = now;
    }

    /** Whether a line of so many bytes is within it; the first that is not begins a gap. */
    boolean admits(int bytes, long now) {
        if (refusing(now)) {
            return false;
        }
        refill(now);
        if (tokens < bytes + LINE_COST) {
            refusing = true;
            refusesUntil = now + burst / 2 * NANOS / perSecond;
            return false;
        }
        tokens -= bytes + LINE_COST;
        return true;
    }

    /** Whether a gap goes on. */
    boolean refusing(long now) {
        if (refusing && now - refusesUntil >= 0) {
            refusing = false;
        }
        return refusing;
    }

    private void refill(long now) {
        long elapsed = now - asOf;
        long missing = burst - tokens;
        if (elapsed > missing * NANOS / perSecond) {
            tokens = burst;
        } else {
            long earned = elapsed * perSecond / NANOS;
            if (earned == 0) {
                return; // keeps the time that did not make a whole token yet
            }
            tokens += earned;
        }
        asOf = now;
    }
}
