// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import java.util.Map;

/**
 * A manifest that says of itself that it belongs to another, a signature for example.
 *
 * @param mediaType what kind of manifest it is
 * @param digest its digest
 * @param size how many bytes it has
 * @param artifactType what it is for, empty when it does not say
 * @param annotations what it says of itself
 */
public record Referrer(
        String mediaType, Digest digest, long size, String artifactType, Map<String, String> annotations) {
    public Referrer {
        annotations = Map.copyOf(annotations);
    }
}
