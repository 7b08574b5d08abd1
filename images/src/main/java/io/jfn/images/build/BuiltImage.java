// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import java.util.List;

/**
 * An image in the content store.
 *
 * @param manifest digest of its manifest
 * @param config digest of its configuration
 * @param layers digests of its layers' blobs, lowest first
 * @param bytes bytes of its blobs and documents
 */
public record BuiltImage(Digest manifest, Digest config, List<Digest> layers, long bytes) {
    public BuiltImage {
        layers = List.copyOf(layers);
    }
}
