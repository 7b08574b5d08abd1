// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.Binding;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindingDemandTest {
    private static final Binding A = Claims.on("a").binding();
    private static final Binding B = Claims.on("b").binding();
    private static final long NOW = 5_000_000_000_000L;

    private final BindingDemand demand = new BindingDemand(6);

    private void claim(Binding binding, int times, long now) {
        for (int i = 0; i < times; i++) {
            demand.claimed(binding, now);
        }
    }

    @Test
    void what_was_claimed_once_is_not_bound_ahead() {
        assertThat(demand.missing(Map.of(), NOW)).isNull();
        claim(A, 1, NOW);
        assertThat(demand.missing(Map.of(), NOW)).isNull();
    }

    @Test
    void what_comes_again_is_bound_as_often_as_it_came_up_to_a_limit() {
        claim(A, 2, NOW);
        assertThat(demand.missing(Map.of(), NOW)).isEqualTo(A);
        assertThat(demand.missing(Map.of(A, 1), NOW)).isEqualTo(A);
        assertThat(demand.missing(Map.of(A, 2), NOW)).isNull();
        claim(A, 100, NOW);
        assertThat(demand.missing(Map.of(A, BindingDemand.MOST_EACH - 1), NOW)).isEqualTo(A);
        assertThat(demand.missing(Map.of(A, BindingDemand.MOST_EACH), NOW)).isNull();
    }

    @Test
    void the_binding_that_was_claimed_last_comes_first() {
        claim(A, 2, NOW);
        claim(B, 2, NOW + 1);
        assertThat(demand.missing(Map.of(), NOW + 2)).isEqualTo(B);
        claim(A, 1, NOW + 3);
        assertThat(demand.missing(Map.of(), NOW + 4)).isEqualTo(A);
        assertThat(demand.missing(Map.of(A, 3), NOW + 4)).isEqualTo(B);
    }

    @Test
    void no_more_are_bound_than_the_ceiling_over_all() {
        claim(A, 9, NOW);
        claim(B, 9, NOW);
        assertThat(demand.missing(Map.of(A, 4, B, 1), NOW)).isEqualTo(B);
        assertThat(demand.missing(Map.of(A, 4, B, 2), NOW)).isNull();
    }

    @Test
    void what_is_not_claimed_within_the_horizon_is_over_and_counts_from_one_again() {
        claim(A, 5, NOW);
        assertThat(demand.isOver(A, NOW + BindingDemand.HORIZON)).isFalse();
        long later = NOW + BindingDemand.HORIZON + 1;
        assertThat(demand.isOver(A, later)).isTrue();
        assertThat(demand.missing(Map.of(), later)).isNull();
        claim(A, 1, later);
        assertThat(demand.missing(Map.of(), later)).isNull();
        assertThat(demand.isOver(A, later)).isFalse();
        assertThat(demand.isOver(B, later)).isTrue();
    }

    @Test
    void of_many_bindings_the_oldest_is_forgotten() {
        claim(A, 2, NOW);
        for (int i = 0; i < 1024; i++) {
            claim(Claims.on("x" + i).binding(), 1, NOW);
        }
        assertThat(demand.isOver(A, NOW)).isTrue();
    }
}
