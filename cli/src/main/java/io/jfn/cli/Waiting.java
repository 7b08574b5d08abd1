// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Bounded waiting for what other processes do: the one place of the command line that sleeps. */
final class Waiting {
    private static final long STEP_MILLIS = 20;

    private Waiting() {}

    /** Looks every 20 ms until the condition holds (true) or the patience is over (false). */
    static boolean until(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
