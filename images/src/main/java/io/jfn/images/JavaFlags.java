// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.ResourceLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a JVM in a sandbox: it sees neither its cgroup nor the machine there, so it must be told its heap and
 * its processors; and most functions are short, so start-up counts more than peak speed.
 */
final class JavaFlags {
    private static final long MIB = ResourceLimits.MIB;
    private static final long LEAST_HEAP = 8 * MIB;
    private static final long LEAST_BESIDE = 40 * MIB;
    private static final long MOST_BESIDE = 256 * MIB;

    private JavaFlags() {}

    /** For a JVM that runs our bootstrap. */
    static List<String> of(ResourceLimits limits) {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-XX:ActiveProcessorCount=" + Math.max(1, (limits.cpuMillis() + 999) / 1000),
                "-Xmx" + heapBytes(limits.memoryBytes()) / MIB + "m");
    }

    /** For a command of the user's own: without what it says itself, since some options exclude each other. */
    static List<String> beside(ResourceLimits limits, List<String> given) {
        List<String> flags = new ArrayList<>(of(limits));
        if (given.stream().anyMatch(word -> word.matches("-XX:\\+Use\\w*GC"))) {
            flags.remove("-XX:+UseSerialGC");
        }
        return flags;
    }

    /** What of the memory limit the heap may have; the rest is for code, metaspace, stacks and the class archive. */
    static long heapBytes(long memoryBytes) {
        long beside = Math.clamp(memoryBytes * 2 / 5, LEAST_BESIDE, MOST_BESIDE);
        return Math.max(LEAST_HEAP, memoryBytes - beside);
    }
}
