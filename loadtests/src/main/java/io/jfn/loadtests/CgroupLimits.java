// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The limits of a running process as its cgroups have them: read back, not believed. */
final class CgroupLimits {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Map<String, List<String>> FILES = Map.of(
            "memory", List.of("memory.limit_in_bytes", "memory.max"),
            "cpu", List.of("cpu.cfs_quota_us", "cpu.max", "cpu.stat"),
            "pids", List.of("pids.max"));

    private CgroupLimits() {}

    /** File name to content, for v1 and v2 alike. */
    static Map<String, String> of(long pid) {
        var found = new LinkedHashMap<String, String>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
                String[] parts = line.split(":", 3);
                String group = parts[2].substring(1);
                FILES.forEach((controller, files) -> {
                    boolean unified = parts[1].isEmpty();
                    if (!unified && !List.of(parts[1].split(",", -1)).contains(controller)) {
                        return;
                    }
                    Path folder = unified
                            ? Files.exists(ROOT.resolve("unified")) ? ROOT.resolve("unified") : ROOT
                            : ROOT.resolve(controller);
                    for (String file : files) {
                        read(folder.resolve(group).resolve(file), found);
                    }
                });
            }
        } catch (IOException e) {
            throw new BenchmarkException("process " + pid + " ended before its limits were read: " + e.getMessage(), e);
        }
        return found;
    }

    private static void read(Path file, Map<String, String> into) {
        try {
            if (Files.isReadable(file)) {
                into.putIfAbsent(
                        file.getFileName().toString(),
                        Files.readString(file).trim().replace('\n', ' '));
            }
        } catch (IOException e) {
            into.put(file.getFileName().toString(), "unreadable: " + e.getMessage());
        }
    }
}
