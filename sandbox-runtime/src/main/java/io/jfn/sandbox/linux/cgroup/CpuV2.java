// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import java.nio.file.Path;

/** CPU quota in each 100 ms, and CPU time used. */
final class CpuV2 implements Controller {
    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void limit(ControlFiles files, Path group, ResourceLimits limits) {
        files.write(group.resolve("cpu.max"), limits.cpuMillis() * 100L + " 100000");
    }

    @Override
    public void count(ControlFiles files, Path group, Counters into) {
        Path stat = group.resolve("cpu.stat");
        into.cpuMicros = files.number(stat, "usage_usec");
        into.throttledPeriods = files.number(stat, "nr_throttled");
        into.throttledMicros = files.number(stat, "throttled_usec");
    }
}
