// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** An archive that is an OCI image layout (image-spec 1.1, image-layout.md): {@code index.json} and blobs by digest. */
final class OciLayout {
    private OciLayout() {}

    static boolean isOne(ArchiveSpool spool) {
        return spool.find("oci-layout").isPresent() && spool.find("index.json").isPresent();
    }

    static ImageParts read(ArchiveSpool spool) throws IOException {
        JsonNode marker = spool.need("oci-layout").json("oci-layout", ImageParts.LARGEST_CONFIG);
        if (!Json.text(marker, "imageLayoutVersion", "oci-layout").startsWith("1.")) {
            throw new ImageException(Fault.MANIFEST_INVALID, "oci-layout is of a version other than 1");
        }
        JsonNode index = spool.need("index.json").json("index.json", ImageParts.LARGEST_MANIFEST);
        return new OciImage(spool).ofIndex(index, "index.json");
    }
}
