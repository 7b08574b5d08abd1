// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** An operation on a sandbox that is over. */
final class SandboxDeadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SandboxDeadException(String id) {
        super("sandbox " + id + " is over");
    }
}
