// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of the machine, from {@code /proc/meminfo}. */
final class MachineMemory {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");

    private MachineMemory() {}

    /** Four fifths of it: what instances get where nobody said how much. */
    static long defaultBudget() {
        try {
            return defaultBudget(Files.readAllLines(Path.of("/proc/meminfo")));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read /proc/meminfo: set jfn.memory-bytes", e);
        }
    }

    static long defaultBudget(List<String> meminfo) {
        return meminfo.stream()
                .map(TOTAL::matcher)
                .filter(Matcher::matches)
                .mapToLong(total -> Long.parseLong(total.group(1)) * 1024 / 5 * 4)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/proc/meminfo has no MemTotal: set jfn.memory-bytes"));
    }
}
