// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

/** File descriptors as numbers, which a sandbox hands out and their receiver closes. */
public final class Descriptors {
    private Descriptors() {}

    /** Closes {@code descriptor}; errors are of no use to anybody then and are left out. */
    public static void close(int descriptor) {
        Sockets.close(descriptor);
    }
}
