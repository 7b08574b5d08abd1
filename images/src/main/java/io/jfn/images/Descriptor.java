// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;

/**
 * A reference to a blob (OCI image-spec 1.1, descriptor.md).
 *
 * @param mediaType what the blob is
 * @param digest the digest of its bytes
 * @param size how many bytes it has
 */
public record Descriptor(String mediaType, Digest digest, long size) {
    /** Reads a descriptor; {@code what} names the document in errors. */
    public static Descriptor of(JsonNode node, String what) {
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw new ImageException(Fault.MANIFEST_INVALID, what + " has a descriptor without a size");
        }
        return new Descriptor(
                Json.text(node, "mediaType", what),
                Json.digest(Json.text(node, "digest", what), what),
                size.longValue());
    }

    /** Whether the blob lists further manifests. */
    public boolean isIndex() {
        return mediaType.equals("application/vnd.oci.image.index.v1+json")
                || mediaType.equals("application/vnd.docker.distribution.manifest.list.v2+json");
    }
}
