// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/** Input that breaks a contract; the message names the object, the reason and the way out, and may be shown as it is. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidInputException(String message) {
        super(message);
    }
}
