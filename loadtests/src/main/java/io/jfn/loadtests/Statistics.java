// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Percentiles, ratios and intervals of samples; pure. */
final class Statistics {
    private static final int RESAMPLES = 2000;

    private Statistics() {}

    /** The smallest sample that at least {@code percent} percent of the samples do not exceed (nearest rank). */
    static double percentile(double[] samples, double percent) {
        if (samples.length == 0) {
            throw new BenchmarkException("no samples: a percentile needs at least one");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1];
    }

    /** The middle sample, or the mean of the two middle ones. */
    static double median(double[] samples) {
        if (samples.length == 0) {
            throw new BenchmarkException("no samples: a median needs at least one");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Element by element, {@code above[i] / below[i]}: both were measured in round {@code i}. */
    static double[] ratios(double[] above, double[] below) {
        return combine(above, below, (a, b) -> a / b);
    }

    /** Element by element, {@code above[i] - below[i]}. */
    static double[] differences(double[] above, double[] below) {
        return combine(above, below, (a, b) -> a - b);
    }

    /** The 95 % bootstrap interval of the median: percentiles of the medians of samples drawn with replacement. */
    static Interval interval(double[] samples, SplittableRandom random) {
        var medians = new double[RESAMPLES];
        var drawn = new double[samples.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = samples[random.nextInt(samples.length)];
            }
            medians[i] = median(drawn);
        }
        return new Interval(percentile(medians, 2.5), percentile(medians, 97.5));
    }

    private static double[] combine(double[] above, double[] below, java.util.function.DoubleBinaryOperator operator) {
        if (above.length != below.length) {
            throw new BenchmarkException("rounds do not pair up: " + above.length + " samples on one side, "
                    + below.length + " on the other");
        }
        var combined = new double[above.length];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = operator.applyAsDouble(above[i], below[i]);
        }
        return combined;
    }

    /** Between which two values the true median lies with 95 % confidence. */
    record Interval(double low, double high) {}
}
