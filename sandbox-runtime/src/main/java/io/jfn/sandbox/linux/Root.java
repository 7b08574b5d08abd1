// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;

/** S16: the image becomes the root, and everything of the host is detached. */
final class Root {
    private Root() {}

    static void enter(Launch launch) {
        Syscalls kernel = launch.kernel();
        kernel.changeDirectory(launch.root);
        kernel.pivotRoot(".", ".");
        // The old root now lies over the new one.
        kernel.unmount(".", Flags.MNT_DETACH);
        kernel.changeDirectory("/");
        String here = kernel.workingDirectory();
        if (!here.equals("/")) {
            throw new SyscallException("getcwd", "is not / but outside of the root", Errno.EPERM);
        }
        launch.descriptors.close(launch.root);
        launch.descriptors.close(launch.scratch);
    }
}
