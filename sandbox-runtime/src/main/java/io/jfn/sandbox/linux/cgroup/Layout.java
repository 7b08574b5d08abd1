// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How a machine's control groups are laid out. */
public enum Layout {
    /** One hierarchy for each controller. */
    V1,
    /** One hierarchy for all. */
    V2,
    /** Controllers in version 1, and a version 2 hierarchy without any. */
    HYBRID;

    /** What stands under {@code root}, the folder usually called {@code /sys/fs/cgroup}. */
    static Layout of(Path root) {
        if (Files.exists(root.resolve("cgroup.controllers"))) {
            return V2;
        }
        return Files.exists(root.resolve("unified/cgroup.controllers")) ? HYBRID : V1;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
