// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

/** The registry of functions cannot be read or written; the message names the file, the reason and what follows. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RegistryException(String message) {
        super(message);
    }

    RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
