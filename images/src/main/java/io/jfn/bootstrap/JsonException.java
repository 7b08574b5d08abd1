// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

/** Text that is not JSON, or a value that JSON can not say. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
