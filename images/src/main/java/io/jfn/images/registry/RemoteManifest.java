// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.images.content.ManifestDocument;
import java.util.Arrays;

/**
 * A manifest or an index as a registry gave it, its digest verified.
 *
 * @param digest the digest of its bytes
 * @param mediaType what it is
 * @param bytes the document itself
 */
public record RemoteManifest(Digest digest, String mediaType, byte[] bytes) {
    /** The document, read. */
    public ManifestDocument document() {
        return ManifestDocument.read(mediaType, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteManifest that
                && digest.equals(that.digest)
                && mediaType.equals(that.mediaType)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
