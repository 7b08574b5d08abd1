// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;

/** S4, S5, S15: the thread's own view of mounts, processes, network, messages, names and control groups. */
final class Namespaces {
    private static final int ALL = Flags.CLONE_FS
            | Flags.CLONE_NEWNS
            | Flags.CLONE_NEWPID
            | Flags.CLONE_NEWNET
            | Flags.CLONE_NEWIPC
            | Flags.CLONE_NEWUTS
            | Flags.CLONE_NEWCGROUP;

    private Namespaces() {}

    static void unshare(Launch launch) {
        launch.kernel().unshare(ALL);
        // The mask is part of what was just unshared: modes are exact from here on.
        launch.kernel().fileModeMask(0);
    }

    static void makeMountsPrivate(Launch launch) {
        launch.kernel().mount(null, "/", null, Flags.MS_REC | Flags.MS_PRIVATE, null);
    }

    static void setHostName(Launch launch) {
        launch.kernel().setHostName(launch.binding().hostname());
        launch.kernel().setDomainName("");
    }
}
