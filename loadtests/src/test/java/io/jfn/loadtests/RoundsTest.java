// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.loadtests.Side.Sample;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final List<String> SIDES = List.of("L1", "runc", "bwrap", "jfn");

    @Test
    void every_side_is_sampled_once_in_a_round() {
        var random = new Random(1);

        for (int i = 0; i < 50; i++) {
            assertThat(Rounds.shuffled(SIDES, random)).containsExactlyInAnyOrderElementsOf(SIDES);
        }
    }

    @Test
    void the_seed_decides_the_order() {
        assertThat(orders(1)).isEqualTo(orders(1)).isNotEqualTo(orders(2));
    }

    @Test
    void every_side_comes_first_about_equally_often() {
        var firsts = orders(1).stream().map(List::getFirst).toList();

        for (String side : SIDES) {
            assertThat(firsts.stream().filter(side::equals).count()).isBetween(60L, 140L);
        }
    }

    @Test
    void rounds_of_which_the_hypervisor_kept_more_than_a_percent_do_not_count() {
        var rounds = new Rounds<Sample>();
        rounds.add(Map.of("L1", new Sample(1, "")), 0);
        rounds.add(Map.of("L1", new Sample(2, "")), 0.011);
        rounds.add(Map.of("L1", new Sample(3, "")), 0.01);

        assertThat(Rounds.times(rounds, "L1")).containsExactly(1, 3);
        assertThat(rounds.all()).hasSize(3);
    }

    @Test
    void on_a_machine_that_is_robbed_all_the_time_all_rounds_count() {
        var rounds = new Rounds<Sample>();
        rounds.add(Map.of("L1", new Sample(1, "")), 0);
        rounds.add(Map.of("L1", new Sample(2, "")), 0.5);
        rounds.add(Map.of("L1", new Sample(3, "")), 0.5);

        assertThat(Rounds.times(rounds, "L1")).containsExactly(1, 2, 3);
    }

    @Test
    void a_side_without_a_sample_is_named() {
        var rounds = new Rounds<Sample>();
        rounds.add(Map.of("L1", new Sample(1, "")), 0);

        assertThatThrownBy(() -> Rounds.times(rounds, "runc")).hasMessageContaining("'runc'");
    }

    private static List<List<String>> orders(long seed) {
        var random = new Random(seed);
        return IntStream.range(0, 400)
                .mapToObj(i -> Rounds.shuffled(SIDES, random))
                .toList();
    }
}
