// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.orErrno;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts a child by {@code posix_spawn} and reaps it. */
final class Spawner {
    private static final int SETSIGDEF = 0x04;
    private static final int SETSIGMASK = 0x08;
    private static final int SETSID = 0x80;
    private static final int P_PIDFD = 3;
    private static final int WEXITED_NOHANG = 4 | 1;
    private static final int CLD_EXITED = 1;

    int spawn(List<String> argv, List<String> env, int input, int output, int error, @Nullable String hold) {
        try (var memory = NativeMemory.take()) {
            // glibc's types are 80 and 336 bytes.
            long actions = memory.zeroed(128).address;
            long attributes = memory.zeroed(512).address;
            LIBC.posix_spawn_file_actions_init(actions);
            LIBC.posix_spawnattr_init(attributes);
            try {
                if (hold != null) {
                    // As number 0, which the next action replaces: any other may be one of those that are passed on.
                    LIBC.posix_spawn_file_actions_addopen(actions, 0, memory.text(hold), 0, 0);
                }
                LIBC.posix_spawn_file_actions_adddup2(actions, input, 0);
                LIBC.posix_spawn_file_actions_adddup2(actions, output, 1);
                LIBC.posix_spawn_file_actions_adddup2(actions, error, 2);
                LIBC.posix_spawn_file_actions_addclosefrom_np(actions, 3);
                var everySignal = memory.zeroed(128).putLong(0, -1);
                LIBC.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID));
                LIBC.posix_spawnattr_setsigdefault(attributes, everySignal.address);
                LIBC.posix_spawnattr_setsigmask(attributes, memory.zeroed(128).address);
                var made = memory.zeroed(4);
                int failed = LIBC.posix_spawn(
                        made.address,
                        memory.text(argv.getFirst()),
                        actions,
                        attributes,
                        memory.texts(argv),
                        memory.texts(env),
                        0);
                if (failed != 0) {
                    throw new SyscallException("spawn", argv.getFirst(), failed);
                }
                return made.getInt(0);
            } finally {
                LIBC.posix_spawnattr_destroy(attributes);
                LIBC.posix_spawn_file_actions_destroy(actions);
            }
        }
    }

    Syscalls.@Nullable Ended reap(int processDescriptor) {
        try (var memory = NativeMemory.take()) {
            var info = memory.zeroed(128);
            long result = orErrno(
                    LIBC.syscall(SyscallTable.WAITID, P_PIDFD, processDescriptor, info.address, WEXITED_NOHANG, 0, 0));
            if (result < 0) {
                throw new SyscallException("waitid", "main process", (int) -result);
            }
            if (info.getInt(16) == 0) {
                return null;
            }
            int status = info.getInt(24);
            return info.getInt(8) == CLD_EXITED ? new Syscalls.Ended(status, 0) : new Syscalls.Ended(-1, status);
        }
    }
}
