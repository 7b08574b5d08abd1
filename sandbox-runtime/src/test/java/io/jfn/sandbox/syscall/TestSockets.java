// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;

import java.nio.charset.StandardCharsets;

/** Raw sockets for tests, used where the native calls are. */
public final class TestSockets {
    private TestSockets() {}

    /** A listening socket at the abstract address {@code name}; the caller's to close. */
    public static int listenAbstract(String name) {
        int socket = Sockets.unix();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        try (var memory = NativeMemory.take()) {
            var address = memory.zeroed(Sockets.UNIX_ADDRESS)
                    .putShort(0, Sockets.AF_UNIX)
                    .put(3, bytes, 0, bytes.length);
            check(LIBC.syscall(SyscallTable.BIND, socket, address.address, 3 + bytes.length), "bind", name);
            check(LIBC.syscall(SyscallTable.LISTEN, socket, 4), "listen", name);
        }
        return socket;
    }
}
