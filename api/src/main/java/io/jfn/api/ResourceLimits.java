// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * The hard limits of one instance, enforced by the kernel from the first instruction.
 *
 * @param memoryBytes memory of all its processes, page cache and temporary files together; 16 MiB to 64 GiB
 * @param cpuMillis thousandths of one CPU, as a quota per 100 ms; 10 to 64,000
 * @param pids processes and threads at one time; 1 to 32,768
 * @param tmpBytes size of {@code /tmp}, counted against memory; 0 to {@code memoryBytes}
 */
public record ResourceLimits(long memoryBytes, int cpuMillis, int pids, long tmpBytes) {
    public static final long MIB = 1L << 20;

    /** What a function gets that asks for nothing. */
    public static final ResourceLimits DEFAULT = new ResourceLimits(256 * MIB, 1000, 128, 64 * MIB);

    public ResourceLimits {
        inRange("memory", memoryBytes, 16 * MIB, 65_536 * MIB, "bytes");
        inRange("cpu", cpuMillis, 10, 64_000, "thousandths of a CPU");
        inRange("pids", pids, 1, 32_768, "processes and threads");
        inRange("tmp", tmpBytes, 0, memoryBytes, "bytes, and no more than memory");
    }

    private static void inRange(String what, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new InvalidInputException(
                    what + " limit " + value + " is out of range: it must be " + least + " to " + most + " " + unit);
        }
    }
}
