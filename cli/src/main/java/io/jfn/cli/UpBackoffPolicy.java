// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.time.Duration;

/** How long to wait before a process that ended is started again, and when to stop trying. */
final class UpBackoffPolicy {
    private static final int MOST_FAILURES = 10;
    private static final long LONGEST_SECONDS = 30;
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    private UpBackoffPolicy() {}

    /** Failures in a row after another one; a run of a minute wipes out the earlier ones. */
    static int failures(int before, Duration ran) {
        return ran.compareTo(HEALTHY) >= 0 ? 1 : before + 1;
    }

    static Duration delay(int failures) {
        return Duration.ofSeconds(Math.min(LONGEST_SECONDS, 1L << Math.clamp(failures - 1, 0, 10)));
    }

    static boolean hopeless(int failures) {
        return failures >= MOST_FAILURES;
    }
}
