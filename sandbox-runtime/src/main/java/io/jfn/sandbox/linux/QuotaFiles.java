// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.ResourceLimits;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** S11m: files of {@code /proc} that tell a sandbox its own limits where the kernel would tell the machine's. */
final class QuotaFiles {
    private QuotaFiles() {}

    static void write(Launch launch) {
        if (Proc.strict(launch)) {
            return;
        }
        ResourceLimits limits = launch.binding().limits();
        int cpus = cpus(limits, launch.node.cpus());
        for (String name : launch.node.proc().quota()) {
            String content = switch (name) {
                case "meminfo" -> memory(limits.memoryBytes() >> 10);
                case "cpuinfo" -> processors(launch.node.processor(), cpus);
                case "stat" -> stat(cpus);
                case "uptime" -> "0.00 0.00\n";
                case "loadavg" -> "0.00 0.00 0.00 1/1 1\n";
                case "version" -> "Linux version " + System.getProperty("os.version") + " (jfn)\n";
                default -> "";
            };
            Mounts.writeFile(launch.kernel(), launch.scratch, "quota/" + name, content);
        }
    }

    /** A number of its own for each sandbox, the same each time it looks. */
    static byte[] bootId(String id) {
        UUID own = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        return (own + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    static int cpus(ResourceLimits limits, int machine) {
        return Math.clamp((limits.cpuMillis() + 999) / 1000, 1, machine);
    }

    private static String memory(long kibibytes) {
        return "MemTotal:       " + kibibytes + " kB\nMemFree:        " + kibibytes + " kB\nMemAvailable:   "
                + kibibytes
                + " kB\nBuffers:        0 kB\nCached:         0 kB\nSwapCached:     0 kB\nActive:         0 kB\n"
                + "Inactive:       0 kB\nSwapTotal:      0 kB\nSwapFree:       0 kB\nShmem:          0 kB\n"
                + "Slab:           0 kB\nSReclaimable:   0 kB\nHugePages_Total: 0\nHugePages_Free: 0\n"
                + "Hugepagesize:   2048 kB\n";
    }

    private static String processors(String one, int cpus) {
        var all = new StringBuilder();
        for (int i = 0; i < cpus; i++) {
            all.append("processor\t: ").append(i).append('\n').append(one).append('\n');
        }
        return all.toString();
    }

    private static String stat(int cpus) {
        var all = new StringBuilder("cpu  0 0 0 0 0 0 0 0 0 0\n");
        for (int i = 0; i < cpus; i++) {
            all.append("cpu").append(i).append(" 0 0 0 0 0 0 0 0 0 0\n");
        }
        return all.append("intr 0\nctxt 0\nbtime 0\nprocesses 1\nprocs_running 1\nprocs_blocked 0\nsoftirq 0\n")
                .toString();
    }
}
