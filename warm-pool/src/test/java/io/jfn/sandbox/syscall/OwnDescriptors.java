// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

/** Real descriptors for tests, made where the native calls are. */
public final class OwnDescriptors {
    private static final int F_DUPFD_CLOEXEC = 1030;

    private OwnDescriptors() {}

    /** A new descriptor of what {@code descriptor} stands for. */
    public static int duplicate(int descriptor) {
        return (int) Native.check(
                Native.LIBC.syscall(SyscallTable.FCNTL, descriptor, F_DUPFD_CLOEXEC, 3), "fcntl", "F_DUPFD_CLOEXEC");
    }
}
