// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import java.nio.file.Path;

/** CPU quota in each 100 ms. */
final class CpuV1 implements Controller {
    static final String QUOTA = "cpu.cfs_quota_us";

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void limit(ControlFiles files, Path group, ResourceLimits limits) {
        files.write(group.resolve(QUOTA), quota(limits));
    }

    static String quota(ResourceLimits limits) {
        return Long.toString(limits.cpuMillis() * 100L);
    }

    @Override
    public void count(ControlFiles files, Path group, Counters into) {
        into.throttledPeriods = files.number(group.resolve("cpu.stat"), "nr_throttled");
        into.throttledMicros = files.number(group.resolve("cpu.stat"), "throttled_time") / 1000;
    }
}
