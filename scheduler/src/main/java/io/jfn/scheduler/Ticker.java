// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/** A source of elapsed time in nanoseconds with an arbitrary origin, like {@code System::nanoTime}. Never goes back. */
@FunctionalInterface
public interface Ticker {
    long nanos();
}
