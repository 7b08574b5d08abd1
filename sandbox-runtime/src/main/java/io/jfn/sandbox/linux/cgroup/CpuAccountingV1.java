// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import java.nio.file.Path;

/** CPU time used. */
final class CpuAccountingV1 implements Controller {
    @Override
    public String name() {
        return "cpuacct";
    }

    @Override
    public void count(ControlFiles files, Path group, Counters into) {
        into.cpuMicros = files.number(group.resolve("cpuacct.usage")) / 1000;
    }
}
