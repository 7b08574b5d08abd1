// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/** How long a function's next start waits after failed ones: doubling, up to a limit. */
final class BackoffPolicy {
    private BackoffPolicy() {}

    static long nanosAfter(int failures, long firstNanos, long mostNanos) {
        int doublings = Math.min(Math.max(0, failures - 1), 30);
        return firstNanos > (mostNanos >> doublings) ? mostNanos : firstNanos << doublings;
    }
}
