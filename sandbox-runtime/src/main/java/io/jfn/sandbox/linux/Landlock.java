// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;

/**
 * S24: a second wall behind the mounts, where the kernel has it: no devices are made or driven
 * anywhere, and abstract sockets and signals end at the sandbox.
 */
final class Landlock {
    private static final int FIRST_WITH_NETWORK = 4;
    private static final int FIRST_WITH_DEVICE_IOCTL = 5;
    private static final int FIRST_WITH_SCOPES = 6;
    private static final long MAKE_CHAR = 1 << 6;
    private static final long MAKE_BLOCK = 1 << 11;
    private static final long UP_TO_TRUNCATE = (1 << 15) - 1;
    private static final long IOCTL_DEV = 1 << 15;
    private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 3;

    private Landlock() {}

    static boolean usable(int version) {
        return version >= FIRST_WITH_NETWORK;
    }

    static void restrict(Launch launch) {
        int version = launch.node.landlock();
        if (!usable(version)) {
            return;
        }
        Syscalls kernel = launch.kernel();
        long handled = UP_TO_TRUNCATE | (version >= FIRST_WITH_DEVICE_IOCTL ? IOCTL_DEV : 0);
        long scopes = version >= FIRST_WITH_SCOPES ? ABSTRACT_SOCKETS_AND_SIGNALS : 0;
        int rules = kernel.landlockRules(handled, 0, scopes);
        try {
            allow(kernel, rules, "/", handled & ~MAKE_CHAR & ~MAKE_BLOCK & ~IOCTL_DEV);
            kernel.landlockRestrict(rules);
        } finally {
            kernel.close(rules);
        }
    }

    private static void allow(Syscalls kernel, int rules, String folder, long access) {
        int directory = kernel.open(Flags.AT_FDCWD, folder, Flags.O_PATH | Flags.O_DIRECTORY, 0);
        try {
            kernel.landlockAllow(rules, directory, access);
        } finally {
            kernel.close(directory);
        }
    }
}
