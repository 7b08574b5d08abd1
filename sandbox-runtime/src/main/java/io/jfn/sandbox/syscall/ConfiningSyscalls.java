// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

/** The running kernel: what a thread is and may do, which mostly gets less. */
abstract class ConfiningSyscalls extends MountSyscalls {
    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;
    private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
    private static final int LANDLOCK_RULE_PATH_BENEATH = 1;

    @Override
    public void clearGroups() {
        check(LIBC.syscall(SyscallTable.SETGROUPS, 0, 0), "setgroups", "none");
    }

    @Override
    public void setGroup(int gid) {
        check(LIBC.syscall(SyscallTable.SETRESGID, gid, gid, gid), "setresgid", gid);
    }

    @Override
    public void setUser(int uid) {
        check(LIBC.syscall(SyscallTable.SETRESUID, uid, uid, uid), "setresuid", uid);
    }

    @Override
    public int control(int option, long first, long second, long third) {
        return (int) orErrno(LIBC.syscall(SyscallTable.PRCTL, option, first, second, third, 0, 0));
    }

    @Override
    public void clearCapabilities() {
        try (var memory = NativeMemory.take()) {
            var header = memory.zeroed(8).putInt(0, CAPABILITY_VERSION_3);
            check(LIBC.syscall(SyscallTable.CAPSET, header.address, memory.zeroed(24).address), "capset", "none");
        }
    }

    @Override
    public long[] capabilities() {
        try (var memory = NativeMemory.take()) {
            var header = memory.zeroed(8).putInt(0, CAPABILITY_VERSION_3);
            var data = memory.zeroed(24);
            check(LIBC.syscall(SyscallTable.CAPGET, header.address, data.address), "capget", "thread");
            return new long[] {
                wide(data.getInt(4), data.getInt(16)),
                wide(data.getInt(0), data.getInt(12)),
                wide(data.getInt(8), data.getInt(20))
            };
        }
    }

    @Override
    public int joinNewKeyring() {
        return (int) Math.min(0, orErrno(LIBC.syscall(SyscallTable.KEYCTL, 1, 0)));
    }

    @Override
    public int limit(int pid, int resource, long value) {
        try (var memory = NativeMemory.take()) {
            var limits = memory.zeroed(16).putLong(0, value).putLong(8, value);
            return (int) orErrno(LIBC.syscall(SyscallTable.PRLIMIT64, pid, resource, limits.address, 0));
        }
    }

    @Override
    public void filter(byte[] program) {
        try (var memory = NativeMemory.take()) {
            var header = memory.zeroed(16).putShort(0, program.length / 8).putLong(8, memory.bytes(program).address);
            check(LIBC.syscall(SyscallTable.SECCOMP, 1, 0, header.address), "seccomp", program.length / 8 + " steps");
        }
    }

    @Override
    public int landlockVersion() {
        return (int) orErrno(LIBC.syscall(SyscallTable.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION));
    }

    @Override
    public int landlockRules(long fileAccess, long netAccess, long scoped) {
        try (var memory = NativeMemory.take()) {
            var attributes = memory.zeroed(24)
                    .putLong(0, fileAccess)
                    .putLong(8, netAccess)
                    .putLong(16, scoped);
            // An older kernel refuses a longer struct unless the rest is zero, which it then is.
            return (int) check(
                    LIBC.syscall(SyscallTable.LANDLOCK_CREATE_RULESET, attributes.address, 24, 0),
                    "landlock_create_ruleset",
                    "");
        }
    }

    @Override
    public void landlockAllow(int rules, int directory, long fileAccess) {
        try (var memory = NativeMemory.take()) {
            var rule = memory.zeroed(12).putLong(0, fileAccess).putInt(8, directory);
            check(
                    LIBC.syscall(SyscallTable.LANDLOCK_ADD_RULE, rules, LANDLOCK_RULE_PATH_BENEATH, rule.address, 0),
                    "landlock_add_rule",
                    "");
        }
    }

    @Override
    public void landlockRestrict(int rules) {
        check(LIBC.syscall(SyscallTable.LANDLOCK_RESTRICT_SELF, rules, 0), "landlock_restrict_self", "");
    }

    private static long wide(int low, int high) {
        return (low & 0xffff_ffffL) | ((long) high << 32);
    }
}
