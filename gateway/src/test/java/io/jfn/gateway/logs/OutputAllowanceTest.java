// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputAllowanceTest {
    private static final long SECOND = 1_000_000_000;

    /** 10,000 bytes a second, 1,000 at once; a line costs 64 on top. */
    private final OutputAllowance allowance = new OutputAllowance(new LogLimits(1, 100, 10_000, 1_000, 1), -5);

    @Test
    void a_burst_is_admitted_and_what_is_over_begins_a_gap() {
        assertThat(allowance.admits(1_000, 0)).isTrue();
        assertThat(allowance.admits(0, 0)).isFalse();
        assertThat(allowance.refusing(0)).isTrue();
    }

    @Test
    void a_gap_lasts_until_half_of_a_burst_is_there_again() {
        allowance.admits(1_000, 0);
        assertThat(allowance.admits(100, 0)).isFalse();
        assertThat(allowance.admits(0, SECOND / 100)).isFalse();
        assertThat(allowance.refusing(SECOND / 19)).isTrue();
        assertThat(allowance.refusing(SECOND / 18)).isFalse();
        assertThat(allowance.admits(400, SECOND / 18)).isTrue();
        assertThat(allowance.admits(400, SECOND / 18)).isFalse();
    }

    @Test
    void empty_lines_cost_too() {
        int admitted = 0;
        while (allowance.admits(0, 0)) {
            admitted++;
        }
        assertThat(admitted).isEqualTo(1_064 / 64);
    }

    @Test
    void what_is_written_slowly_is_never_refused_however_long() {
        long now = 0;
        for (int i = 0; i < 100_000; i++) {
            now += SECOND / 100;
            assertThat(allowance.admits(36, now)).isTrue();
        }
    }

    @Test
    void no_silence_is_too_long() {
        allowance.admits(1_000, 0);
        assertThat(allowance.admits(1_000, Long.MAX_VALUE / 2)).isTrue();
        assertThat(allowance.admits(0, Long.MAX_VALUE / 2)).isFalse();
    }
}
