// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.loadtests.Side.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Rounds of one arrival mode: in each, every side was sampled once, in an order drawn from the seed. Not thread-safe.
 *
 * @param <R> what a side gives in a round
 */
final class Rounds<R> {
    private final List<Round<R>> rounds = new ArrayList<>();

    /** One round; {@code steal} is the share of processor time that the hypervisor kept from this machine, 0 to 1. */
    record Round<R>(Map<String, R> samples, double steal) {}

    /** The sides in the order of one round, drawn from {@code random}. */
    static <S> List<S> shuffled(List<S> sides, Random random) {
        var order = new ArrayList<>(sides);
        Collections.shuffle(order, random);
        return order;
    }

    void add(Map<String, R> samples, double steal) {
        rounds.add(new Round<>(new LinkedHashMap<>(samples), steal));
    }

    List<Round<R>> all() {
        return List.copyOf(rounds);
    }

    /** Rounds that count: those in which the hypervisor kept at most one percent. All, when too few of them are left. */
    List<Round<R>> counted() {
        var quiet = rounds.stream().filter(round -> round.steal() <= 0.01).toList();
        return quiet.size() * 2 >= rounds.size() ? quiet : all();
    }

    /** Times of a side in the rounds that count, in nanoseconds, in the order of the rounds. */
    static double[] times(Rounds<Sample> rounds, String side) {
        return rounds.counted().stream()
                .mapToDouble(round -> sampleOf(round, side).nanos())
                .toArray();
    }

    private static Sample sampleOf(Round<Sample> round, String side) {
        var sample = round.samples().get(side);
        if (sample == null) {
            throw new BenchmarkException("side '" + side + "' has no sample in a round");
        }
        return sample;
    }
}
