// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import java.io.IOException;
import java.util.List;

/**
 * What an archive or a manifest says an image consists of.
 *
 * @param digest digest of its configuration, the image's own id
 * @param config the configuration
 * @param layers the layers' blobs, lowest first
 */
record ImageParts(Digest digest, JsonNode config, List<LayerBlob> layers) {
    static final int LARGEST_MANIFEST = 4 << 20;
    static final int LARGEST_CONFIG = 1 << 20;

    ImageParts {
        layers = List.copyOf(layers);
    }

    /**
     * A layer as it came; fetched from its source only when it is read.
     *
     * @param digest the digest of its bytes
     * @param size its bytes
     * @param compression what its media type says of its compression; a docker archive says nothing
     * @param source where its bytes are
     */
    record LayerBlob(Digest digest, long size, Compression compression, BlobSource source) {
        Blob fetch() throws IOException {
            return source.need(digest, size);
        }
    }

    enum Compression {
        PLAIN,
        GZIP,
        ZSTD,
        UNSAID
    }
}
