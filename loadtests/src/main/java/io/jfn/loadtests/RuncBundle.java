// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An OCI bundle for {@code runc run} with the limits that jfn gives its instance: memory, CPU quota and pids. No seccomp
 * filter and few mounts, which makes it faster than what container engines ask of runc.
 */
final class RuncBundle {
    private RuncBundle() {}

    static void write(
            Path bundle, Path rootfs, String cgroup, String program, List<String> environment, ResourceLimits limits) {
        Map<String, Object> config = Map.of(
                "ociVersion",
                "1.0.2",
                "hostname",
                "function",
                "root",
                Map.of("path", rootfs.toString(), "readonly", true),
                "process",
                Map.of(
                        "terminal",
                        false,
                        "user",
                        Map.of("uid", 65_534, "gid", 65_534),
                        "args",
                        List.of(program),
                        "env",
                        environment,
                        "cwd",
                        "/",
                        "noNewPrivileges",
                        true),
                "mounts",
                List.of(
                        mount("/proc", "proc", List.of("nosuid", "noexec", "nodev")),
                        mount("/dev", "tmpfs", List.of("nosuid", "mode=755", "size=64k")),
                        mount("/tmp", "tmpfs", List.of("nosuid", "nodev", "size=" + limits.tmpBytes()))),
                "linux",
                Map.of(
                        "cgroupsPath",
                        "/" + cgroup,
                        "namespaces",
                        namespaces(),
                        "resources",
                        Map.of(
                                "memory", Map.of("limit", limits.memoryBytes()),
                                "cpu", Map.of("quota", limits.cpuMillis() * 100L, "period", 100_000),
                                "pids", Map.of("limit", limits.pids()))));
        try {
            new ObjectMapper().writeValue(bundle.resolve("config.json").toFile(), config);
            Files.createDirectories(rootfs);
        } catch (IOException e) {
            throw new BenchmarkException("cannot write the bundle for runc: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> mount(String where, String type, List<String> options) {
        return Map.of("destination", where, "type", type, "source", type, "options", options);
    }

    private static List<Map<String, String>> namespaces() {
        var list = new ArrayList<Map<String, String>>();
        for (String type : List.of("mount", "pid", "network", "ipc", "uts")) {
            list.add(Map.of("type", type));
        }
        return list;
    }
}
