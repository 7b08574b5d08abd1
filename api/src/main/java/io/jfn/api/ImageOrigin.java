// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.List;

/**
 * Where an image came from, as it was found once, at its deploy.
 *
 * @param reference what the deploy asked for, for example {@code nginx:1.25}
 * @param name the image's full name, without a tag; {@code local/…} is the node's own registry
 * @param manifest the digest that the reference meant then
 * @param signedBy the trusted keys that signed it, where somebody must have
 * @param sboms what it carries about its parts
 */
public record ImageOrigin(String reference, String name, String manifest, List<String> signedBy, List<Sbom> sboms) {
    public ImageOrigin {
        signedBy = List.copyOf(signedBy);
        sboms = List.copyOf(sboms);
    }
}
