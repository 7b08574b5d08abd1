// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.scheduler.EvictionPolicy.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EvictionPolicyTest {
    @Test
    void evicts_the_oldest_idle_instance_first_whatever_its_function() {
        assertThat(EvictionPolicy.choose(
                        List.of(idle("a1", "a", 9, 30), idle("b1", "b", 9, 10), idle("a2", "a", 9, 20)), 150))
                .containsExactly("b1", "a2");
    }

    @Test
    void evicts_no_more_than_it_takes() {
        assertThat(EvictionPolicy.choose(List.of(idle("a1", "a", 9, 1), idle("a2", "a", 9, 2)), 100))
                .containsExactly("a1");
        assertThat(EvictionPolicy.choose(List.of(idle("a1", "a", 9, 1)), 0)).isEmpty();
    }

    @Test
    void evicts_nothing_when_all_would_not_do() {
        assertThat(EvictionPolicy.choose(List.of(idle("a1", "a", 9, 1), idle("a2", "a", 9, 2)), 201))
                .isEmpty();
    }

    @Test
    void leaves_what_a_function_keeps_at_least() {
        assertThat(EvictionPolicy.choose(
                        List.of(idle("a1", "a", 1, 1), idle("a2", "a", 1, 2), idle("b1", "b", 1, 3)), 200))
                .containsExactly("a1", "b1");
    }

    @Property
    void what_goes_is_enough_allowed_and_older_than_what_could_have_gone(
            @ForAll("idles") List<Candidate> idle, @ForAll @LongRange(max = 500) long wanted) {
        List<String> chosen = EvictionPolicy.choose(idle, wanted);
        List<Candidate> gone =
                idle.stream().filter(one -> chosen.contains(one.id())).toList();
        assertThat(chosen).doesNotHaveDuplicates();
        if (!chosen.isEmpty()) {
            assertThat(gone.stream().mapToLong(Candidate::memoryBytes).sum()).isGreaterThanOrEqualTo(wanted);
        }
        var byFunction = gone.stream().collect(Collectors.groupingBy(Candidate::function, Collectors.counting()));
        for (Candidate one : gone) {
            assertThat(byFunction.get(one.function())).isLessThanOrEqualTo(one.surplus());
        }
        long youngest = gone.stream().mapToLong(Candidate::idleSinceNanos).max().orElse(Long.MIN_VALUE);
        for (Candidate one : idle) {
            if (!gone.contains(one) && one.idleSinceNanos() < youngest) {
                assertThat(byFunction.getOrDefault(one.function(), 0L)).isEqualTo(one.surplus());
            }
        }
    }

    @Provide
    Arbitrary<List<Candidate>> idles() {
        Arbitrary<Candidate> one = Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.longs().between(0, 1000),
                        Arbitraries.longs().between(1, 200))
                .as((function, since, memory) -> new Candidate("", function, function.charAt(0) - 'a', since, memory));
        return one.list().ofMaxSize(8).map(list -> {
            List<Candidate> named = new ArrayList<>();
            for (Candidate c : list) {
                named.add(new Candidate(
                        "i" + named.size(), c.function(), c.surplus(), c.idleSinceNanos(), c.memoryBytes()));
            }
            return named;
        });
    }

    private static Candidate idle(String id, String function, int surplus, long since) {
        return new Candidate(id, function, surplus, since, 100);
    }
}
