// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import java.io.IOException;

/** The content store as the place where an image's blobs are; it has proven their digests when they came. */
final class ContentBlobs implements BlobSource {
    private final ImageContent content;

    ContentBlobs(ImageContent content) {
        this.content = content;
    }

    @Override
    public Blob need(Digest digest, long size) {
        Blob blob = need(digest);
        if (blob.size() != size) {
            throw new ImageException(
                    Fault.SIZE_MISMATCH,
                    "blob " + digest + " has " + blob.size() + " bytes where its descriptor says " + size);
        }
        return blob;
    }

    /** A manifest or an index as a descriptor would refer to it; its own words say which it is. */
    Descriptor manifest(Digest digest) throws IOException {
        Blob blob = need(digest);
        JsonNode document = blob.json("image manifest", ImageParts.LARGEST_MANIFEST);
        String said = Json.text(document, "mediaType", "image manifest");
        String type = said.isEmpty() ? OciImage.unsaid(document) : said;
        return new Descriptor(type, digest, blob.size());
    }

    private Blob need(Digest digest) {
        long size = content.size(digest)
                .orElseThrow(() -> new ImageException(
                        Fault.BLOB_MISSING, "blob " + digest + " of the image is not here: pull the image again"));
        return new Blob(digest, size, () -> content.open(digest));
    }
}
