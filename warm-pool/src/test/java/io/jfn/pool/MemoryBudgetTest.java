// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    @Test
    void a_token_is_refused_when_it_does_not_fit() {
        var budget = new MemoryBudget(10);
        assertThat(budget.tryAcquire(10)).isNotNull();
        assertThat(budget.tryAcquire(1)).isNull();
    }

    @Test
    void a_token_gives_its_share_back_once() {
        var budget = new MemoryBudget(10);
        var first = budget.tryAcquire(6);
        var second = budget.tryAcquire(4);
        first.close();
        first.close();
        assertThat(budget.reservedBytes()).isEqualTo(4);
        second.close();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_closed_token_cannot_grow() {
        var budget = new MemoryBudget(10);
        var token = budget.tryAcquire(1);
        token.close();
        assertThat(token.resize(5)).isFalse();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void who_waits_gets_what_another_gives_back() throws Exception {
        var budget = new MemoryBudget(10);
        var held = budget.tryAcquire(10);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> budget.acquire(5, TimeUnit.SECONDS.toNanos(20)));
            held.close();
            assertThat(waiting.get().bytes()).isEqualTo(5);
        }
    }

    @Test
    void nobody_waits_for_what_can_never_be() throws Exception {
        assertThat(new MemoryBudget(10).acquire(11, Long.MAX_VALUE)).isNull();
    }

    /** Each step: 0 to 9 acquires that much, 10 to 19 closes a token, 20 and up resizes one. */
    @Property
    void is_never_negative_nor_over_its_total(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 39) Integer> steps) {
        var budget = new MemoryBudget(30);
        var tokens = new ArrayList<MemoryBudget.Token>();
        for (int step : steps) {
            if (step < 10) {
                var token = budget.tryAcquire(step);
                if (token != null) {
                    tokens.add(token);
                }
            } else if (!tokens.isEmpty()) {
                var token = tokens.get(step % tokens.size());
                if (step < 20) {
                    token.close();
                } else {
                    token.resize(step - 20);
                }
            }
            assertThat(budget.reservedBytes()).isBetween(0L, 30L);
        }
        tokens.forEach(MemoryBudget.Token::close);
        assertThat(budget.reservedBytes()).isZero();
    }
}
