// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

/**
 * What a sandbox has used, as its cgroup counts it.
 *
 * @param memoryBytes in use now
 * @param memoryPeakBytes most ever in use
 * @param cpuMicros CPU time
 * @param throttledMicros time held back by the CPU quota
 * @param throttledPeriods quota periods in which it was held back
 * @param oomKills processes the kernel ended for want of memory
 * @param pidsDenied forks and threads refused by the pids limit
 * @param pids processes and threads now
 */
public record Usage(
        long memoryBytes,
        long memoryPeakBytes,
        long cpuMicros,
        long throttledMicros,
        long throttledPeriods,
        long oomKills,
        long pidsDenied,
        int pids) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0);
}
