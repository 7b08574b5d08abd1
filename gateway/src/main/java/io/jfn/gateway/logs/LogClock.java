// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The two times that logs need: the wall clock for lines, and one that only goes on for limits. */
record LogClock(InstantSource wall, LongSupplier ticker) {
    long millis() {
        return wall.millis();
    }

    long nanos() {
        return ticker.getAsLong();
    }
}
