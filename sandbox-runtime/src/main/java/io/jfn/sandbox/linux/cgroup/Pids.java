// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import java.nio.file.Path;

/** Processes and threads; the same files in both versions. */
final class Pids implements Controller {
    static final String MAX = "pids.max";

    @Override
    public String name() {
        return "pids";
    }

    @Override
    public void limit(ControlFiles files, Path group, ResourceLimits limits) {
        files.write(group.resolve(MAX), Integer.toString(limits.pids()));
    }

    @Override
    public void count(ControlFiles files, Path group, Counters into) {
        into.pids = (int) files.number(group.resolve("pids.current"));
        into.pidsDenied = files.number(group.resolve("pids.events"), "max");
    }
}
