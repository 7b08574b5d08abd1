// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * What {@code loadtests/run} was asked for.
 *
 * @param run {@code cold}, {@code warm} or {@code images}
 * @param quick whether fewer rounds will do
 * @param seed decides the random order and the bootstrap's draws
 * @param rounds rounds in each arrival mode, when given
 * @param json where the raw samples go
 * @param markdown whether a table for the README is printed
 */
record Options(String run, boolean quick, long seed, Optional<Integer> rounds, Path json, boolean markdown) {
    static final String USAGE = """
            usage: loadtests/run cold|warm|images [--quick] [--rounds N] [--seed N] [--json FILE] [--markdown]

            cold   cold starts beside bare exec (L1, L1j), runc and bubblewrap: C1 C2 C3 C4 C12, sporadic and burst
            warm   warm calls beside nginx as a reverse proxy: W1 W2 W3
            images unpacking beside tar -x, pulling beside skopeo copy: I1 I1s I2
            --quick      ends in two minutes; says how many rounds it made
            --rounds N   rounds in each mode (200 unless told; 15 of images)
            --seed N     order of the samples in a round and draws of the bootstrap (1 unless told)
            --json FILE  raw samples (loadtests/target/RUN.json unless told)
            --markdown   also prints the figures as a Markdown table
            """;

    static Options parse(List<String> words, Path folder) {
        var rest = new ArrayDeque<>(words);
        String run = rest.isEmpty() ? "" : rest.pop();
        if (!List.of("cold", "warm", "images").contains(run)) {
            throw new BenchmarkException("say what to measure: cold, warm or images\n" + USAGE);
        }
        boolean quick = false;
        boolean markdown = false;
        long seed = 1;
        Optional<Integer> rounds = Optional.empty();
        Path json = folder.resolve("target").resolve(run + ".json");
        while (!rest.isEmpty()) {
            String word = rest.pop();
            switch (word) {
                case "--quick" -> quick = true;
                case "--markdown" -> markdown = true;
                case "--seed" -> seed = number(word, rest);
                case "--rounds" -> rounds = Optional.of(Math.toIntExact(number(word, rest)));
                case "--json" -> json = Path.of(value(word, rest)).toAbsolutePath();
                default -> throw new BenchmarkException("unknown option '" + word + "'\n" + USAGE);
            }
        }
        if (rounds.isPresent() && rounds.get() < 3) {
            throw new BenchmarkException("--rounds " + rounds.get() + ": at least 3 rounds make a figure");
        }
        return new Options(run, quick, seed, rounds, json, markdown);
    }

    int roundsOr(int full, int few) {
        return rounds.orElse(quick ? few : full);
    }

    private static String value(String word, ArrayDeque<String> rest) {
        if (rest.isEmpty()) {
            throw new BenchmarkException(word + " needs a value\n" + USAGE);
        }
        return rest.pop();
    }

    private static long number(String word, ArrayDeque<String> rest) {
        String text = value(word, rest);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BenchmarkException(word + " needs a number, not '" + text + "'", e);
        }
    }
}
