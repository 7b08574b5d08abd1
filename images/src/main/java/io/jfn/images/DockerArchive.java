// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What {@code docker save} writes: a {@code manifest.json} that names a configuration and layers. */
final class DockerArchive {
    private static final String WHAT = "manifest.json";

    private DockerArchive() {}

    static ImageParts read(ArchiveSpool spool) throws IOException {
        JsonNode manifest = spool.need(WHAT).json(WHAT, ImageParts.LARGEST_MANIFEST);
        if (!manifest.isArray() || manifest.isEmpty()) {
            throw new ImageException(Fault.MANIFEST_INVALID, WHAT + " is not a list of images");
        }
        if (manifest.size() > 1) {
            throw new ImageException(
                    Fault.SEVERAL_IMAGES,
                    "image archive holds " + manifest.size() + " images: save one, as in 'docker save NAME:TAG'");
        }
        JsonNode image = manifest.get(0);
        String configName = Json.text(image, "Config", WHAT);
        Blob config = spool.need(configName);
        String last = configName.substring(configName.lastIndexOf('/') + 1);
        if (last.matches("[0-9a-f]{64}(\\.json)?")
                && !last.startsWith(config.digest().hex())) {
            throw new ImageException(
                    Fault.DIGEST_MISMATCH, "configuration " + last + " has the digest " + config.digest());
        }
        List<ImageParts.LayerBlob> layers = new ArrayList<>();
        for (String layer : Json.texts(image, "Layers", WHAT)) {
            Blob blob = spool.need(layer);
            layers.add(new ImageParts.LayerBlob(
                    blob.digest(), blob.size(), ImageParts.Compression.UNSAID, (_, _) -> blob));
        }
        JsonNode json = config.json("image configuration", ImageParts.LARGEST_CONFIG);
        return new ImageParts(config.digest(), json, layers);
    }
}
