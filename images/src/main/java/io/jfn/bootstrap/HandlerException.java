// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import org.jspecify.annotations.Nullable;

/** The handler could not be loaded; {@link #category()} is the Runtime API's word for why. */
final class HandlerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String category;

    HandlerException(String category, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    String category() {
        return category;
    }
}
