// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.worker.Usage;

/** What the controllers of one control group have counted, while they are being asked. */
final class Counters {
    long memory;
    long memoryPeak;
    long cpuMicros;
    long throttledMicros;
    long throttledPeriods;
    long oomKills;
    long pidsDenied;
    int pids;

    Usage toUsage() {
        return new Usage(memory, memoryPeak, cpuMicros, throttledMicros, throttledPeriods, oomKills, pidsDenied, pids);
    }
}
