// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which idle instances end when memory is wanted: the oldest idle of any function first, as many as it takes, but none a
 * function keeps at least; and none at all when even all of them would not do.
 */
final class EvictionPolicy {
    private EvictionPolicy() {}

    /**
     * An idle instance.
     *
     * @param surplus how many instances of its function may go
     */
    record Candidate(String id, String function, int surplus, long idleSinceNanos, long memoryBytes) {}

    static List<String> choose(List<Candidate> idle, long wantedBytes) {
        Map<String, Integer> taken = new HashMap<>();
        List<String> chosen = new ArrayList<>();
        long freed = 0;
        for (Candidate one : idle.stream()
                .sorted(Comparator.comparingLong(Candidate::idleSinceNanos))
                .toList()) {
            if (freed >= wantedBytes) {
                break;
            }
            if (taken.merge(one.function(), 1, Integer::sum) <= one.surplus()) {
                chosen.add(one.id());
                freed += one.memoryBytes();
            }
        }
        return freed >= wantedBytes ? chosen : List.of();
    }
}
