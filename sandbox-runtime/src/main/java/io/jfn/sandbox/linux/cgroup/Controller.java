// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import java.nio.file.Path;

/** One kind of resource: how its control group's files are set up, limited and read. */
interface Controller {
    /** The name of its version 1 hierarchy, and of its entry in version 2's {@code cgroup.controllers}. */
    String name();

    /** Prepares the node's own group, whose settings sandboxes inherit. */
    default void prepare(ControlFiles files, Path parent) {}

    default void limit(ControlFiles files, Path group, ResourceLimits limits) {}

    default void count(ControlFiles files, Path group, Counters into) {}
}
