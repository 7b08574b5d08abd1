// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be seen of a node on the machine itself. */
final class Machine {
    private Machine() {}

    /**
     * What a node may leave behind.
     *
     * @param mounts lines of the mount table that name the state folder
     * @param cgroups control groups that name the node
     * @param processes processes whose command line names the state folder
     */
    record Traces(long mounts, long cgroups, long processes) {
        static final Traces NONE = new Traces(0, 0, 0);
    }

    static Traces traces(Path state, String node) {
        try (var folders = Files.find(
                Path.of("/sys/fs/cgroup"),
                6,
                (path, attributes) ->
                        attributes.isDirectory() && path.toString().contains(node))) {
            return new Traces(
                    read(Path.of("/proc/self/mountinfo"))
                            .lines()
                            .filter(line -> line.contains(state.toString()))
                            .count(),
                    folders.count(),
                    ProcessHandle.allProcesses()
                            .filter(process -> read(Path.of("/proc/" + process.pid() + "/cmdline"))
                                    .contains(state.toString()))
                            .count());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The lines of {@code /proc/PID/status} by name. */
    static Map<String, String> status(long pid) {
        var lines = new TreeMap<String, String>();
        read(Path.of("/proc/" + pid + "/status")).lines().forEach(line -> {
            String[] pair = line.split(":\\s*", 2);
            lines.put(pair[0], pair.length > 1 ? pair[1].strip() : "");
        });
        return lines;
    }

    /** A file's text; empty when it cannot be read (a process may be gone meanwhile). */
    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Where the namespaces of a process are, by kind. */
    static Map<String, String> namespaces(long pid) {
        return Pattern.compile(" ")
                .splitAsStream("mnt pid net ipc uts cgroup")
                .collect(Collectors.toMap(kind -> kind, kind -> {
                    try {
                        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind))
                                .toString();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
    }

    /** Sockets of a family of {@code /proc/net} that a process holds. */
    static long sockets(long pid, String table) {
        var inodes = read(Path.of("/proc/" + pid + "/net/" + table))
                .lines()
                .skip(1)
                .map(line -> line.strip().split("\\s+")[9])
                .collect(Collectors.toSet());
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors
                    .filter(fd -> {
                        try {
                            String target = Files.readSymbolicLink(fd).toString();
                            return target.startsWith("socket:[")
                                    && inodes.contains(target.substring(8, target.length() - 1));
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
