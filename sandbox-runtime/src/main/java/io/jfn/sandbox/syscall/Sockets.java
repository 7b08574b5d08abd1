// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What Unix and Internet sockets have in common: constants, addresses, close. */
final class Sockets {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int UNIX_ADDRESS = 110;
    static final int INET_ADDRESS = 16;

    private Sockets() {}

    static int unix() {
        return (int) check(
                LIBC.syscall(SyscallTable.SOCKET, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket", "unix stream");
    }

    static NativeMemory.Slice unixAddress(NativeMemory memory, Path path) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 107) {
            throw new SyscallException(
                    "bind", path + " (a Unix socket's path has at most 107 bytes; choose a shorter state folder)", 36);
        }
        return memory.zeroed(UNIX_ADDRESS).putShort(0, AF_UNIX).put(2, bytes, 0, bytes.length);
    }

    /** 127.0.0.1 with {@code port}. */
    static NativeMemory.Slice loopback(NativeMemory memory, int port) {
        return memory.zeroed(INET_ADDRESS)
                .putShort(0, AF_INET)
                .putShort(2, Short.reverseBytes((short) port))
                .putInt(4, 0x0100007f);
    }

    static void close(int descriptor) {
        LIBC.syscall(SyscallTable.CLOSE, descriptor);
    }
}
