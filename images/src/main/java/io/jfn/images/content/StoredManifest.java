// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import java.util.Optional;

/** A manifest of a repository, byte for byte as it was pushed or pulled. */
public final class StoredManifest {
    private final Digest digest;
    private final String mediaType;
    private final byte[] bytes;

    StoredManifest(Digest digest, String mediaType, byte[] bytes) {
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

    /** The document itself. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The document, read. */
    public ManifestDocument document() {
        return ManifestDocument.read(mediaType, bytes);
    }

    /** What it says as a referrer of a manifest; empty when it belongs to another or to none. */
    Optional<Referrer> refersTo(Digest subject) {
        ManifestDocument document = document();
        return document.subject()
                .filter(one -> one.digest().equals(subject))
                .map(_ ->
                        new Referrer(mediaType, digest, bytes.length, document.artifactType(), document.annotations()));
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
