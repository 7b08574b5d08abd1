// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import io.jfn.api.Digest;
import java.nio.file.Path;

/** Where the base image of a runtime comes from. */
sealed interface RuntimeSource {
    /** As {@code runtimes.yaml} has it. */
    String text();

    /** Made from the machine that the node runs on. */
    record Machine() implements RuntimeSource {
        static final String WORD = "machine";

        @Override
        public String text() {
            return WORD;
        }
    }

    /** An image that the node has, by its digest. */
    record Imported(Digest image) implements RuntimeSource {
        @Override
        public String text() {
            return image.value();
        }
    }

    /** An image archive on the machine. */
    record Archive(String text, Path file) implements RuntimeSource {}

    /** An image by its name, on this node or in a registry. */
    record Named(String text) implements RuntimeSource {}
}
