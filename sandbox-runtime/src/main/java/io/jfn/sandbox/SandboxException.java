// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox;

import org.jspecify.annotations.Nullable;

/** A kernel operation on a sandbox that failed: says which step, on what, and the kernel's error number. */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String step;
    private final String object;
    private final int errno;

    /** {@code step} is a launch step's name, for example {@code S9 mount image}; {@code errno} is 0 for none. */
    public SandboxException(String step, String object, int errno, String message, @Nullable Throwable cause) {
        super(step + ": " + object + ": " + message, cause);
        this.step = step;
        this.object = object;
        this.errno = errno;
    }

    public String step() {
        return step;
    }

    public String object() {
        return object;
    }

    public int errno() {
        return errno;
    }
}
