// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;

/** S17, S19 to S23, S25: everything a thread may be allowed, given up for good. */
final class Privileges {
    /** NOROOT, NO_SETUID_FIXUP and NO_CAP_AMBIENT_RAISE, each with its lock. */
    private static final long SECURE_BITS = 0b1100_1111;

    private Privileges() {}

    static void joinKeyring(Launch launch) {
        int result = launch.kernel().joinNewKeyring();
        if (result < 0 && result != -Errno.ENOSYS) {
            throw new SyscallException("keyctl", "new session keyring", -result);
        }
    }

    /** A machine that needs no such protection, or has it on already, refuses: that is as good. */
    static void disableSpeculation(Launch launch) {
        launch.kernel()
                .control(Flags.PR_SET_SPECULATION_CTRL, Flags.PR_SPEC_STORE_BYPASS, Flags.PR_SPEC_FORCE_DISABLE, 0);
        launch.kernel()
                .control(Flags.PR_SET_SPECULATION_CTRL, Flags.PR_SPEC_INDIRECT_BRANCH, Flags.PR_SPEC_FORCE_DISABLE, 0);
    }

    static void dropBoundingSet(Launch launch) {
        Syscalls kernel = launch.kernel();
        for (int capability = 0; capability <= launch.node.lastCapability(); capability++) {
            must(kernel.control(Flags.PR_CAPBSET_DROP, capability, 0, 0), "PR_CAPBSET_DROP", capability);
        }
        must(kernel.control(Flags.PR_SET_SECUREBITS, SECURE_BITS, 0, 0), "PR_SET_SECUREBITS", SECURE_BITS);
    }

    static void changeUser(Launch launch) {
        Syscalls kernel = launch.kernel();
        kernel.clearGroups();
        kernel.setGroup(launch.uid);
        kernel.setUser(launch.uid);
    }

    static void clearCapabilities(Launch launch) {
        Syscalls kernel = launch.kernel();
        must(kernel.control(Flags.PR_CAP_AMBIENT, Flags.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0), "PR_CAP_AMBIENT", 0);
        kernel.clearCapabilities();
        for (long set : kernel.capabilities()) {
            if (set != 0) {
                throw new SyscallException("capget", "capabilities are left: " + Long.toHexString(set), Errno.EPERM);
            }
        }
    }

    static void refuseNewOnes(Launch launch) {
        must(launch.kernel().control(Flags.PR_SET_NO_NEW_PRIVS, 1, 0, 0), "PR_SET_NO_NEW_PRIVS", 1);
    }

    static void filterCalls(Launch launch) {
        launch.kernel().filter(launch.node.filter().program());
    }

    private static void must(int result, String call, long object) {
        if (result < 0) {
            throw new SyscallException("prctl", call + " " + object, -result);
        }
    }
}
