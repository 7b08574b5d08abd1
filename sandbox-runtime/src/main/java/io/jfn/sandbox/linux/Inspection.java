// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the kernel says about a main process, seen from outside.
 *
 * @param status the entries of {@code /proc/PID/status}
 * @param mounts the places of {@code /proc/PID/mountinfo}
 * @param descriptors its open descriptors
 */
record Inspection(Map<String, String> status, List<String> mounts, Set<String> descriptors) {
    private static final List<String> CAPABILITY_SETS = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");
    private static final Set<String> TOP_MOUNTS = Set.of("/", "/dev", "/proc", "/tmp", "/run");

    static Inspection of(int pid) {
        Path proc = Path.of("/proc", Integer.toString(pid));
        try {
            var status = new HashMap<String, String>();
            for (String line : Files.readAllLines(proc.resolve("status"))) {
                int colon = line.indexOf(':');
                status.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            var mounts = Files.readAllLines(proc.resolve("mountinfo")).stream()
                    .map(line -> line.split(" ", 6)[4])
                    .toList();
            var descriptors = new TreeSet<String>();
            try (var open = Files.newDirectoryStream(proc.resolve("fd"))) {
                open.forEach(one -> descriptors.add(one.getFileName().toString()));
            }
            return new Inspection(status, mounts, descriptors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the process is what a sandbox's main process must be. */
    void check(int uid, String id) {
        String same = uid + "\t" + uid + "\t" + uid + "\t" + uid;
        must(id, "Uid", same);
        must(id, "Gid", same);
        must(id, "Groups", "");
        must(id, "NoNewPrivs", "1");
        must(id, "Seccomp", "2");
        CAPABILITY_SETS.forEach(set -> must(id, set, "0000000000000000"));
        if (!descriptors.equals(Set.of("0", "1", "2"))) {
            throw failed(id, "descriptors " + descriptors);
        }
        for (String mount : mounts) {
            boolean below = mount.startsWith("/dev/") || mount.startsWith("/proc/");
            if (!below && !TOP_MOUNTS.contains(mount)) {
                throw failed(id, "a mount at " + mount);
            }
        }
    }

    private void must(String id, String key, String value) {
        if (!value.equals(status.get(key))) {
            throw failed(id, key + " is '" + status.get(key) + "' and not '" + value + "'");
        }
    }

    private static SandboxException failed(String id, String what) {
        return new SandboxException("self-test", id, 0, "a sandbox came out with " + what, null);
    }
}
