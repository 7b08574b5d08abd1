// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which verdict each system call gets, by name: the file {@code default.profile}, read for one profile. */
record SeccompPolicy(Map<String, Verdict> verdicts) {
    private static final Map<String, ArgumentCheck> CHECKS =
            Arrays.stream(ArgumentCheck.values()).collect(Collectors.toMap(ArgumentCheck::call, Function.identity()));

    static SeccompPolicy of(Profile profile) {
        var verdicts = new TreeMap<String, Verdict>();
        text().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            String[] words = line.split(" ", -1);
            boolean counts = !words[0].equals("compat") || profile == Profile.COMPAT;
            for (String call : counts ? Arrays.asList(words).subList(1, words.length) : List.<String>of()) {
                verdict(words[0], call, verdicts);
            }
        });
        return new SeccompPolicy(verdicts);
    }

    /** The verdict on a call that may stand in no line. */
    Verdict on(String call) {
        return verdicts.getOrDefault(call, Verdict.NO_SUCH_CALL);
    }

    private static void verdict(String word, String call, Map<String, Verdict> verdicts) {
        Verdict verdict = switch (word) {
            case "allow", "compat" -> Verdict.ALLOW;
            case "kill" -> Verdict.KILL_PROCESS;
            case "eperm" -> Verdict.NO_PERMISSION;
            case "enosys" -> Verdict.NO_SUCH_CALL;
            case "pretend" -> Verdict.PRETEND;
            case "check" -> new Verdict.Checked(Objects.requireNonNull(CHECKS.get(call), call));
            default -> throw new IllegalStateException("default.profile has no verdict '" + word + "'");
        };
        if (verdicts.put(call, verdict) != null && !word.equals("compat")) {
            throw new IllegalStateException("default.profile names '" + call + "' twice");
        }
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(SeccompPolicy.class.getResourceAsStream("default.profile"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
