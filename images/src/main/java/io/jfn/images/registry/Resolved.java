// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a name stood for when the registry was asked.
 *
 * @param name the name that was asked for
 * @param manifest the image's manifest for this machine's platform
 * @param index the index that the name leads to, which lists images for several platforms; null when it leads to the image itself
 * @param mediaType the manifest's media type
 * @param size how many bytes the manifest has
 */
public record Resolved(
        ImageName name, Digest manifest, @Nullable Digest index, String mediaType, long size) {
    /** The image by its digest, which no tag moves. */
    public ImageName pinned() {
        return name.at(manifest);
    }
}
