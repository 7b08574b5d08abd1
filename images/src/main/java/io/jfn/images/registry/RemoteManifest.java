// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.images.content.ManifestDocument;
import java.util.Arrays;

/** A manifest or an index as a registry gave it, its digest verified. */
public final class RemoteManifest {
    private final Digest digest;
    private final String mediaType;
    private final byte[] bytes;

    /** A document of a digest, as what it came. */
    public RemoteManifest(Digest digest, String mediaType, byte[] bytes) {
        this.digest = digest;
        this.mediaType = mediaType;
        this.bytes = bytes;
    }

    /** The digest of its bytes. */
    public Digest digest() {
        return digest;
    }

    /** What it is. */
    public String mediaType() {
        return mediaType;
    }

    /** The document itself; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

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
