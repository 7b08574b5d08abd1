// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image on a node: imported, pulled, pushed or built.
 *
 * @param image digest of its configuration, what a specification's {@code image} can name once it is unpacked
 * @param manifest digest of its manifest; null for one that came as an archive
 * @param names its names on this node, sorted
 * @param layers how many layers it has
 * @param bytes its size on disk: unpacked where it is, else packed
 * @param unpacked whether functions can start from it at once
 * @param usedBy the functions of which a kept revision runs it, and the runtimes that stand on it as {@code runtime NAME}
 * @param entrypoint its entrypoint, where it is unpacked
 * @param command its default arguments, where it is unpacked
 */
public record StoredImageView(
        String image,
        @Nullable String manifest,
        List<String> names,
        int layers,
        long bytes,
        boolean unpacked,
        List<String> usedBy,
        List<String> entrypoint,
        List<String> command) {
    public StoredImageView {
        names = List.copyOf(names);
        usedBy = List.copyOf(usedBy);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
    }
}
