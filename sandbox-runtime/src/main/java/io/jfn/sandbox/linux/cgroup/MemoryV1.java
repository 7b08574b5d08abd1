// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, page cache, temporary files and kernel objects; memory and swap together are held to the same number. */
final class MemoryV1 implements Controller {
    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String LIMIT_WITH_SWAP = "memory.memsw.limit_in_bytes";

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void prepare(ControlFiles files, Path parent) {
        files.write(parent.resolve("memory.swappiness"), "0");
    }

    @Override
    public void limit(ControlFiles files, Path group, ResourceLimits limits) {
        String bytes = Long.toString(limits.memoryBytes());
        Path withSwap = group.resolve(LIMIT_WITH_SWAP);
        boolean swapIsCounted = Files.exists(withSwap);
        // The kernel refuses a memory limit above the limit with swap, so the one that grows goes first.
        if (swapIsCounted && files.number(withSwap) < limits.memoryBytes()) {
            files.write(withSwap, bytes);
            files.write(group.resolve(LIMIT), bytes);
        } else {
            files.write(group.resolve(LIMIT), bytes);
            if (swapIsCounted) {
                files.write(withSwap, bytes);
            }
        }
    }

    @Override
    public void count(ControlFiles files, Path group, Counters into) {
        into.memory = files.number(group.resolve("memory.usage_in_bytes"));
        into.memoryPeak = files.number(group.resolve("memory.max_usage_in_bytes"));
        into.oomKills = files.number(group.resolve("memory.oom_control"), "oom_kill");
    }
}
