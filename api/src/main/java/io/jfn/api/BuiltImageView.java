// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.List;

/**
 * An image that a build made.
 *
 * @param name the name under which the node keeps it
 * @param manifest digest of its manifest, what a registry names it by
 * @param image digest of its configuration
 * @param layers digests of its layers' blobs, lowest first
 * @param bytes bytes of its blobs and documents
 */
public record BuiltImageView(String name, String manifest, String image, List<String> layers, long bytes) {
    public BuiltImageView {
        layers = List.copyOf(layers);
    }
}
