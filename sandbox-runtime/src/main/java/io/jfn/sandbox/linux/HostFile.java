// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a file of {@code /proc}. {@code Files.readString} cannot: it asks for one byte first where the size is 0, and a
 * setting under {@code /proc/sys} gives the rest to nobody.
 */
final class HostFile {
    private static final int AT_ONCE = 64 << 10;

    private HostFile() {}

    static String read(Syscalls kernel, String path) {
        int file = kernel.open(Flags.AT_FDCWD, path, Flags.O_RDONLY, 0);
        try {
            var text = new ByteArrayOutputStream();
            byte[] part = new byte[AT_ONCE];
            int got;
            while ((got = kernel.read(file, part)) > 0) {
                text.write(part, 0, got);
            }
            if (got < 0) {
                throw new SyscallException("read", path, -got);
            }
            return text.toString(StandardCharsets.UTF_8);
        } finally {
            kernel.close(file);
        }
    }
}
