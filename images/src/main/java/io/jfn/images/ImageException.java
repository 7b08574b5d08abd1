// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Printable;
import org.jspecify.annotations.Nullable;

/**
 * An image, a layer or a source that cannot be used, or a store that cannot work; the message names the object, the
 * reason and the way out, and may be shown as it is.
 */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    /** With a message that may be shown as it is. */
    public ImageException(Fault fault, String message) {
        this(fault, message, null);
    }

    /** With a message that may be shown as it is, and what led to it. */
    public ImageException(Fault fault, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = fault.toString();
    }

    /** About one entry of an archive, whose name was written by a stranger. */
    static ImageException entry(Fault fault, String entry, String reason) {
        return new ImageException(fault, "entry '" + Printable.of(entry) + "': " + reason);
    }

    /** A stable word for programs, for example {@code name_dot_dot}. */
    public String code() {
        return code;
    }
}
