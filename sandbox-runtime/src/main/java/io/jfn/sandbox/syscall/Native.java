// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** The loaded C library, and the error number of this thread's last call. */
final class Native {
    static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
    static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private Native() {}

    static int errno() {
        return LastError.getLastError(RUNTIME);
    }

    /** {@code result} when it is no error. */
    static long check(long result, String call, Object object) {
        if (result == -1) {
            throw new SyscallException(call, String.valueOf(object), errno());
        }
        return result;
    }

    /** {@code result}, or the error number as a negative number. */
    static long orErrno(long result) {
        return result == -1 ? -errno() : result;
    }
}
