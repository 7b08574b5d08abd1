// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import java.util.List;

/**
 * What an archive says an image consists of.
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
     * A layer as it came.
     *
     * @param blob its bytes
     * @param compression what its media type says of its compression; a docker archive says nothing
     */
    record LayerBlob(ArchiveSpool.Blob blob, Compression compression) {}

    enum Compression {
        PLAIN,
        GZIP,
        UNSAID
    }
}
