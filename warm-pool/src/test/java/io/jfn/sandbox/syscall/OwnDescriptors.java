// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;

import java.io.ByteArrayOutputStream;

/** Raw descriptors for tests, used where the native calls are. */
public final class OwnDescriptors {
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETFL = 4;
    private static final int O_RDWR = 2;

    private OwnDescriptors() {}

    /** A new descriptor of what {@code descriptor} stands for. */
    public static int duplicate(int descriptor) {
        return (int)
                check(LIBC.syscall(SyscallTable.FCNTL, descriptor, F_DUPFD_CLOEXEC, 3), "fcntl", "F_DUPFD_CLOEXEC");
    }

    /** Makes reads and writes wait. */
    public static void makeBlocking(int descriptor) {
        check(LIBC.syscall(SyscallTable.FCNTL, descriptor, F_SETFL, O_RDWR), "fcntl", "F_SETFL");
    }

    public static void write(int descriptor, byte[] bytes) {
        try (var memory = NativeMemory.take()) {
            check(
                    LIBC.syscall(SyscallTable.WRITE, descriptor, memory.bytes(bytes).address, bytes.length),
                    "write",
                    "descriptor " + descriptor);
        }
    }

    /** Exactly so many bytes, fewer at the end. */
    public static byte[] read(int descriptor, int bytes) {
        var read = new ByteArrayOutputStream();
        try (var memory = NativeMemory.take()) {
            var buffer = memory.zeroed(bytes);
            while (read.size() < bytes) {
                int got = (int) check(
                        LIBC.syscall(SyscallTable.READ, descriptor, buffer.address, bytes - read.size()),
                        "read",
                        "descriptor " + descriptor);
                if (got == 0) {
                    break;
                }
                byte[] part = new byte[got];
                buffer.get(0, part, 0, got);
                read.writeBytes(part);
            }
        }
        return read.toByteArray();
    }
}
