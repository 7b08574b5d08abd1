// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.io.IOException;
import java.time.Duration;

/** The other side holds the connection and sends nothing, or next to nothing. */
final class StalledException extends IOException {
    private static final long serialVersionUID = 1;

    StalledException(Duration waited) {
        super("sent next to nothing for " + Operation.text(waited));
    }
}
