// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One published number: a ratio of two sides measured in the same rounds.
 *
 * @param id as in the table of targets, {@code C1}
 * @param what the two sides in words
 * @param mode how calls arrived, or how processors were shared
 * @param p50 median of the per-round ratios
 * @param low lower end of its 95 % interval
 * @param high upper end of it
 * @param p99 99th percentile of one side over that of the other, where it means something
 * @param rounds how many rounds it rests on
 */
record Figure(
        String id, String what, String mode, double p50, double low, double high, Optional<Double> p99, int rounds) {

    /** A figure of times in nanoseconds, paired by round. */
    static Figure ofTimes(
            String id, String what, String mode, double[] above, double[] below, SplittableRandom random) {
        double p99 = Statistics.percentile(above, 99) / Statistics.percentile(below, 99);
        return ofRatios(id, what, mode, Statistics.ratios(above, below), Optional.of(p99), random);
    }

    /** A figure of ratios, one a round. */
    static Figure ofRatios(
            String id, String what, String mode, double[] ratios, Optional<Double> p99, SplittableRandom random) {
        var interval = Statistics.interval(ratios, random);
        return new Figure(
                id, what, mode, Statistics.median(ratios), interval.low(), interval.high(), p99, ratios.length);
    }

    /** For example {@code C1 p50 1.31 p99 1.90 (n=200) [1.28, 1.34] sporadic: pool hit ÷ bare exec}. */
    String line() {
        return id + " p50 " + number(p50)
                + p99.map(value -> " p99 " + number(value)).orElse("") + " (n=" + rounds + ") [" + number(low) + ", "
                + number(high) + "] " + mode + ": " + what;
    }

    /** The components by name, as the JSON file has them. */
    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", id);
        fields.put("what", what);
        fields.put("mode", mode);
        fields.put("p50", p50);
        fields.put("low", low);
        fields.put("high", high);
        p99.ifPresent(value -> fields.put("p99", value));
        fields.put("rounds", rounds);
        return fields;
    }

    /** Three significant digits, without an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
