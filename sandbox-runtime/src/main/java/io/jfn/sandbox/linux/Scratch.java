// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;

/** S6: a small tmpfs that holds what a sandbox changes in its image, and where its mounts are put together. */
final class Scratch {
    private static final int INODES = 8192;

    private Scratch() {}

    static void mount(Launch launch) {
        Syscalls kernel = launch.kernel();
        int scratch = launch.descriptors.keep(Mounts.tmpfs(
                kernel, launch.node.config().scratchBytes(), INODES, "0755", Flags.MOUNT_NOSUID | Flags.MOUNT_NODEV));
        kernel.moveMount(scratch, Flags.AT_FDCWD, launch.node.mountPoint());
        // Images written for root may make folders in their root; the sticky bit keeps those that are ours.
        kernel.makeDirectory(scratch, "upper", 01777);
        kernel.makeDirectory(scratch, "upper/etc", 0755);
        for (String folder : new String[] {"work", "root", "dev", "proc", "quota"}) {
            kernel.makeDirectory(scratch, folder, 0755);
        }
        launch.scratch = scratch;
    }
}
