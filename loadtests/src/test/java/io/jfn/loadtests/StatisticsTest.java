// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final double[] ONE_TO_HUNDRED =
            IntStream.rangeClosed(1, 100).mapToDouble(i -> i).toArray();

    @Test
    void a_percentile_is_a_sample_that_was_taken() {
        assertThat(Statistics.percentile(ONE_TO_HUNDRED, 50)).isEqualTo(50);
        assertThat(Statistics.percentile(ONE_TO_HUNDRED, 99)).isEqualTo(99);
        assertThat(Statistics.percentile(ONE_TO_HUNDRED, 99.1)).isEqualTo(100);
        assertThat(Statistics.percentile(new double[] {7}, 1)).isEqualTo(7);
    }

    @Test
    void the_order_of_samples_does_not_matter_and_is_kept() {
        double[] samples = {3, 1, 2};

        assertThat(Statistics.percentile(samples, 50)).isEqualTo(2);
        assertThat(Statistics.median(samples)).isEqualTo(2);
        assertThat(samples).containsExactly(3, 1, 2);
    }

    @Test
    void the_median_of_an_even_number_lies_between_the_middle_two() {
        assertThat(Statistics.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    }

    @Test
    void ratios_pair_samples_of_the_same_round() {
        assertThat(Statistics.ratios(new double[] {2, 9}, new double[] {1, 3})).containsExactly(2, 3);
        assertThat(Statistics.differences(new double[] {2, 9}, new double[] {1, 3}))
                .containsExactly(1, 6);
    }

    @Test
    void the_median_of_ratios_is_not_disturbed_by_a_drift_that_both_sides_share() {
        double[] drift = {1, 1, 1, 10, 10, 100, 100};
        double[] ours = IntStream.range(0, 7).mapToDouble(i -> 1.5 * drift[i]).toArray();

        assertThat(Statistics.median(Statistics.ratios(ours, drift))).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void rounds_that_do_not_pair_up_are_refused() {
        assertThatThrownBy(() -> Statistics.ratios(new double[2], new double[3]))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("2 samples on one side, 3 on the other");
    }

    @Test
    void no_samples_make_no_figure() {
        assertThatThrownBy(() -> Statistics.percentile(new double[0], 50)).isInstanceOf(BenchmarkException.class);
        assertThatThrownBy(() -> Statistics.median(new double[0])).isInstanceOf(BenchmarkException.class);
    }

    @Test
    void the_interval_holds_the_median_and_narrows_with_more_samples() {
        var random = new SplittableRandom(7);
        double[] few = random.doubles(20).toArray();
        double[] many = random.doubles(2000).toArray();

        var wide = Statistics.interval(few, new SplittableRandom(1));
        var narrow = Statistics.interval(many, new SplittableRandom(1));

        assertThat(Statistics.median(few)).isBetween(wide.low(), wide.high());
        assertThat(Statistics.median(many)).isBetween(narrow.low(), narrow.high());
        assertThat(narrow.high() - narrow.low()).isLessThan(wide.high() - wide.low());
    }

    @Test
    void the_same_seed_gives_the_same_interval() {
        double[] samples = new SplittableRandom(3).doubles(50).toArray();

        assertThat(Statistics.interval(samples, new SplittableRandom(5)))
                .isEqualTo(Statistics.interval(samples, new SplittableRandom(5)));
    }

    @Test
    void equal_samples_leave_no_doubt() {
        assertThat(Statistics.interval(new double[] {2, 2, 2}, new SplittableRandom(1)))
                .isEqualTo(new Statistics.Interval(2, 2));
    }
}
