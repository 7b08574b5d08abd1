// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, page cache, temporary files and kernel objects; no swap, and one group dies as one. */
final class MemoryV2 implements Controller {
    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void limit(ControlFiles files, Path group, ResourceLimits limits) {
        files.write(group.resolve("memory.max"), Long.toString(limits.memoryBytes()));
        if (Files.exists(group.resolve("memory.swap.max"))) {
            files.write(group.resolve("memory.swap.max"), "0");
        }
        files.write(group.resolve("memory.oom.group"), "1");
    }

    @Override
    public void count(ControlFiles files, Path group, Counters into) {
        into.memory = files.number(group.resolve("memory.current"));
        // memory.peak came with Linux 5.19; before it the present use is the best that is known.
        into.memoryPeak = Math.max(into.memory, files.number(group.resolve("memory.peak")));
        into.oomKills = files.number(group.resolve("memory.events"), "oom_kill");
    }
}
