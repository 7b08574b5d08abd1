// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemandTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void the_peak_is_of_one_second_not_of_the_sum() {
        var demand = new Demand();
        for (int second = 0; second < 10; second++) {
            demand.claimed(second * SECOND);
            demand.claimed(second * SECOND + 5);
        }
        demand.claimed(3 * SECOND);
        assertThat(demand.peak(10 * SECOND)).isEqualTo(3);
    }

    @Test
    void what_is_older_than_a_minute_is_forgotten() {
        var demand = new Demand();
        demand.claimed(-7 * SECOND);
        assertThat(demand.peak(52 * SECOND)).isEqualTo(1);
        assertThat(demand.peak(53 * SECOND)).isZero();
    }
}
