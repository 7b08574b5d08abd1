// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPolicyTest {
    // floor 4, ceiling 16
    @ParameterizedTest(name = "ready {0}, making {1}, peak {2}, room {3}: {4}")
    @CsvSource({
        "0, 0, 0, 99, make 4", // the floor without demand
        "3, 1, 0, 99, nothing", // the missing one is being made
        "4, 0, 0, 99, nothing",
        "4, 0, 10, 99, make 6", // demand lifts it
        "4, 0, 100, 99, make 12", // not beyond the ceiling
        "4, 2, 100, 99, make 10",
        "0, 0, 0, 2, make 2", // no more than memory allows
        "0, 0, 0, 0, nothing",
        "16, 0, 16, 0, nothing",
        "16, 0, 0, 99, destroy 12", // demand is over
        "6, 0, 5, 0, destroy 1",
    })
    void decides(int ready, int making, int peak, int room, String action) {
        String decided = switch (new PoolPolicy(4, 16).decide(new PoolSnapshot(ready, making, peak, room))) {
            case PoolAction.Make(int n) -> "make " + n;
            case PoolAction.Destroy(int n) -> "destroy " + n;
            case PoolAction.Nothing _ -> "nothing";
        };
        assertThat(decided).isEqualTo(action);
    }

    @Property
    void never_leads_above_the_ceiling_nor_below_the_floor(
            @ForAll @IntRange(max = 50) int ready,
            @ForAll @IntRange(max = 50) int making,
            @ForAll @IntRange(max = 500) int peak,
            @ForAll @IntRange(max = 50) int room) {
        switch (new PoolPolicy(4, 16).decide(new PoolSnapshot(ready, making, peak, room))) {
            case PoolAction.Make(int n) -> {
                assertThat(n).isBetween(1, room);
                assertThat(ready + making + n).isLessThanOrEqualTo(16);
            }
            case PoolAction.Destroy(int n) -> {
                assertThat(n).isPositive();
                assertThat(ready - n).isGreaterThanOrEqualTo(4);
            }
            case PoolAction.Nothing _ -> assertThat(ready <= 16).isTrue();
        }
    }

    @Test
    void a_floor_above_the_ceiling_is_refused() {
        assertThatThrownBy(() -> new PoolPolicy(5, 4)).hasMessageContaining("ceiling (4)");
    }
}
