// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** What was installed for a function: a layer to be sent, and what is different in the source that lies above it. */
interface InstalledDependencies extends Closeable {
    /** A folder that names nothing to install. */
    InstalledDependencies NONE = new InstalledDependencies() {
        @Override
        public Optional<Layer> layer() {
            return Optional.empty();
        }

        @Override
        public void changeSource(NavigableMap<String, Path> entries) {
            // All that the folder has is its source.
        }

        @Override
        public List<Path> jars() {
            return List.of();
        }

        @Override
        public void close() {
            // There is nothing to remove.
        }
    };

    /**
     * An archive in the cache.
     *
     * @param key what it was installed from
     */
    record Layer(String key, Path archive) {}

    /** Empty when what was asked for is nothing. */
    Optional<Layer> layer();

    /** Makes of the folder's entries those of the source. */
    void changeSource(NavigableMap<String, Path> entries) throws IOException;

    /** What the source's compiler needs beside the source. */
    List<Path> jars() throws IOException;
}
