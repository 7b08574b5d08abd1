// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cases A6, A9 to A15, A17 and A21: the first step of each attack, in a full sandbox and in sandboxes that lack one wall more
 * each. {@code attempts.csv} says what is answered; an attempt that the full sandbox refuses must be answered otherwise in one
 * that is weakened, or the refusal is not ours.
 */
@EnabledIf(value = "io.jfn.sandbox.linux.Host#canRunSandboxes", disabledReason = Host.NOT_RUN)
@Timeout(60)
class AttemptsKernelTest {
    /** What no wall of ours decides: there is nothing there, whoever asks. */
    private static final List<String> NEVER = List.of("make-in-dev", "cgroup-files");

    private static final List<List<String>> TABLE = Resource.lines("attempts.csv").stream()
            .skip(1)
            .map(line -> Stream.of(line.split(",", -1)).map(String::strip).toList())
            .toList();
    private static final Map<Weakened, Map<String, String>> FOUND = new EnumMap<>(Weakened.class);
    private static Host.Holdings before;

    @BeforeAll
    static void attempt_everything_everywhere() {
        try (var _ = TestNode.full()) {
            before = null;
        }
        before = Host.Holdings.now();
        String[] arguments = Stream.concat(Stream.of("attempt"), TABLE.stream().map(List::getFirst))
                .toArray(String[]::new);
        for (Weakened weakened : Weakened.values()) {
            var answers = new HashMap<String, String>();
            try (var node = TestNode.of(weakened.plan())) {
                for (String line : node.lines(arguments)) {
                    answers.put(line.split(" ", 2)[0], line.split(" ", 2)[1]);
                }
            }
            FOUND.put(weakened, answers);
        }
    }

    @AfterAll
    static void nothing_is_left() {
        if (before != null) {
            assertThat(Host.Holdings.now()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_attempt_is_answered_as_the_table_says(Weakened weakened) {
        var wrong = TABLE.stream()
                .filter(row -> !isMet(row.get(weakened.column), found(weakened, row.getFirst())))
                .map(row -> row.getFirst() + ": " + row.get(weakened.column) + " wanted, "
                        + found(weakened, row.getFirst()) + " found")
                .collect(Collectors.joining("\n"));
        assertThat(wrong).isEmpty();
    }

    @Test
    void what_is_refused_is_refused_by_a_wall_of_ours() {
        for (List<String> row : TABLE) {
            String attempt = row.getFirst();
            String full = found(Weakened.FULL, attempt);
            if (!row.get(1).equals("OK") && !attempt.equals("ioctl-fionread") && !NEVER.contains(attempt)) {
                assertThat(Stream.of(Weakened.values()).map(weakened -> found(weakened, attempt)))
                        .as(attempt)
                        .anyMatch(answer -> !answer.equals(full));
            }
        }
    }

    private static String found(Weakened weakened, String attempt) {
        return FOUND.get(weakened).getOrDefault(attempt, "nothing");
    }

    private static boolean isMet(String wanted, String answer) {
        return wanted.startsWith("!") ? !answer.equals(wanted.substring(1)) : answer.equals(wanted);
    }
}
