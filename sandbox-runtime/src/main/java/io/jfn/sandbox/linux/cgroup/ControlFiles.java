// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads and writes a control group's files, each with one call, and names the file in every error. */
final class ControlFiles {
    private final Syscalls kernel;

    ControlFiles(Syscalls kernel) {
        this.kernel = kernel;
    }

    void write(Path file, String text) {
        int descriptor =
                kernel.open(Flags.AT_FDCWD, file.toString(), Flags.O_WRONLY | Flags.O_CREAT | Flags.O_TRUNC, 0644);
        try {
            kernel.write(descriptor, text.getBytes(StandardCharsets.US_ASCII));
        } catch (SyscallException e) {
            throw new SyscallException("write " + text + " to", file.toString(), e.errno());
        } finally {
            kernel.close(descriptor);
        }
    }

    /** The file's text; empty when there is no such file, or its group goes while it is read. */
    String read(Path file) {
        int descriptor;
        try {
            descriptor = kernel.open(Flags.AT_FDCWD, file.toString(), Flags.O_RDONLY, 0);
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENOENT) {
                return "";
            }
            throw e;
        }
        try {
            var text = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            int got;
            while ((got = kernel.read(descriptor, buffer)) > 0) {
                text.write(buffer, 0, got);
            }
            if (got == -Errno.ENODEV) {
                return "";
            }
            if (got < 0) {
                throw new SyscallException("read", file.toString(), -got);
            }
            return text.toString(StandardCharsets.US_ASCII);
        } finally {
            kernel.close(descriptor);
        }
    }

    /** The number in the file; 0 when there is none. */
    long number(Path file) {
        return parse(read(file).strip());
    }

    /** The number after {@code key} and a space in the file; 0 when there is none. */
    long number(Path file, String key) {
        for (String line : read(file).split("\n", -1)) {
            if (line.startsWith(key) && line.length() > key.length() && line.charAt(key.length()) == ' ') {
                return parse(line.substring(key.length() + 1).strip());
            }
        }
        return 0;
    }

    void makeFolder(Path folder) {
        try {
            kernel.makeDirectory(Flags.AT_FDCWD, folder.toString(), 0755);
        } catch (SyscallException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** Whether the folder is gone. */
    boolean removeFolder(Path folder) {
        int result = kernel.removeDirectory(folder.toString());
        return result == 0 || result == -Errno.ENOENT;
    }

    private static long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
