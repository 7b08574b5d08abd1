// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.settings;

import org.jspecify.annotations.Nullable;

/** An operator's file that cannot be used: the message begins with the place, {@code FILE:LINE:COLUMN}, and may be shown. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        this(message, null);
    }

    public SettingsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
