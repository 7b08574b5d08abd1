// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * When a try that failed is made again.
 *
 * @param tries how many tries there are in a row
 * @param first the pause after the first
 * @param longest the longest pause
 */
record RetryPolicy(int tries, Duration first, Duration longest) {
    static final int TRIES = 5;

    static RetryPolicy of(RegistryTimes times) {
        return new RetryPolicy(TRIES, times.pause(), times.longestPause());
    }

    boolean again(int failed) {
        return failed < tries;
    }

    Duration pause(int failed) {
        Duration doubled = first.multipliedBy(1L << Math.min(failed - 1, 16));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    /** Whether the answer may be another one a moment later. */
    static boolean isPassing(int status) {
        return switch (status) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /**
     * What a registry asks to be left alone for; empty when it says nothing that can be read.
     *
     * @param retryAfter the header: seconds or a date
     * @param date the answer's own date, by which the other is counted, so that no two clocks need agree
     */
    static Optional<Duration> asked(String retryAfter, String date) {
        try {
            if (retryAfter.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
            }
            var format = DateTimeFormatter.RFC_1123_DATE_TIME;
            Duration wait =
                    Duration.between(ZonedDateTime.parse(date, format), ZonedDateTime.parse(retryAfter, format));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    boolean mayWait(Duration asked) {
        return asked.compareTo(longest) <= 0;
    }
}
