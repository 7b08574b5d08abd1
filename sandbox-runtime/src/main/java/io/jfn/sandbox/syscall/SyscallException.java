// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

/** A system call that the kernel refused: which, on what, and the error number. */
public final class SyscallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;
    private final String object;
    private final int errno;

    public SyscallException(String call, String object, int errno) {
        this.message = call + " " + object + ": " + Errno.name(errno);
        this.object = object;
        this.errno = errno;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public String object() {
        return object;
    }

    public int errno() {
        return errno;
    }
}
