// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * A layer as it is in a built image.
 *
 * @param diffId digest of the plain archive
 * @param blob the packed archive
 */
record PackedLayer(Digest diffId, Descriptor blob) {
    static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";

    static PackedLayer of(JsonNode json) {
        String what = "record of a layer";
        return new PackedLayer(
                Json.digest(Json.text(json, "diffId", what), what), Descriptor.of(json.path("blob"), what));
    }

    byte[] json() {
        Map<String, Object> all = new TreeMap<>();
        all.put("diffId", diffId.value());
        all.put("blob", ImageDocuments.descriptor(blob));
        return ImageDocuments.bytes(all);
    }
}
