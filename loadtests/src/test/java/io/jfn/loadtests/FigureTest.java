// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void a_line_begins_with_id_median_tail_and_rounds() {
        var figure = new Figure("C1", "pool hit ÷ L1", "sporadic", 1.3149, 1.28, 1.34, Optional.of(1.9), 200);

        assertThat(figure.line()).isEqualTo("C1 p50 1.31 p99 1.90 (n=200) [1.28, 1.34] sporadic: pool hit ÷ L1");
    }

    @Test
    void a_figure_without_a_tail_says_nothing_of_it() {
        var figure = new Figure("W3", "throughput", "pinned", 0.8, 0.7, 0.9, Optional.empty(), 8);

        assertThat(figure.line()).startsWith("W3 p50 0.800 (n=8)");
        assertThat(figure.fields()).doesNotContainKey("p99");
    }

    @Test
    void its_middle_is_the_median_of_ratios_and_its_tail_the_ratio_of_tails() {
        var figure =
                Figure.ofTimes("C1", "", "", new double[] {2, 3, 40}, new double[] {1, 1, 10}, new SplittableRandom(1));

        assertThat(figure.p50()).isEqualTo(3);
        assertThat(figure.p99()).contains(4.0);
        assertThat(figure.rounds()).isEqualTo(3);
    }

    @Test
    void numbers_have_three_digits_whatever_their_size() {
        assertThat(Figure.number(0.01234)).isEqualTo("0.0123");
        assertThat(Figure.number(0.5)).isEqualTo("0.500");
        assertThat(Figure.number(12.34)).isEqualTo("12.3");
        assertThat(Figure.number(1234.5)).isIn("1234", "1235");
        assertThat(Figure.number(-1.5)).isEqualTo("-1.50");
    }
}
