// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * How many instances of a revision may exist.
 *
 * @param min instances kept even without calls; 0 to {@code max}
 * @param max instances at most; 1 to 1,000
 * @param keepAliveMillis how long an idle instance above {@code min} is kept; 0 to one day
 */
public record Scaling(int min, int max, long keepAliveMillis) {
    public static final Scaling DEFAULT = new Scaling(0, 10, 60_000);

    public Scaling {
        if (max < 1 || max > 1000) {
            throw new InvalidInputException("scale.max " + max + " is out of range: it must be 1 to 1000 instances");
        }
        if (min < 0 || min > max) {
            throw new InvalidInputException(
                    "scale.min " + min + " is out of range: it must be 0 to scale.max (" + max + ")");
        }
        if (keepAliveMillis < 0 || keepAliveMillis > 86_400_000) {
            throw new InvalidInputException("scale.keepAlive " + keepAliveMillis + " ms is out of range: 0 to 24h");
        }
    }
}
