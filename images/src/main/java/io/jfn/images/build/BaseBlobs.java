// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a base image as its maker packed them, found by what they unpack to: an image built on them shares its blobs with the
 * base image, in a registry too.
 */
final class BaseBlobs {
    private static final int LARGEST_CONFIG = 1 << 20;
    private static final String DOCKER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    private static final List<String> TAKEN = List.of(
            "application/vnd.oci.image.layer.v1.tar", PackedLayer.GZIP, "application/vnd.oci.image.layer.v1.tar+zstd");

    private BaseBlobs() {}

    /** By diff-id; what is not in the content store is left out. */
    static Map<Digest, Descriptor> of(StoredManifest manifest, TenantContent content) throws IOException {
        ManifestDocument document = manifest.document();
        if (document.isIndex() || document.blobs().isEmpty()) {
            throw new ImageException(
                    Fault.MANIFEST_INVALID, "manifest " + manifest.digest() + " of the base image is no image's");
        }
        List<String> diffIds;
        try (var in = content.open(document.blobs().getFirst().digest())) {
            var config = Json.read(in.readNBytes(LARGEST_CONFIG), "image configuration");
            diffIds = Json.texts(config.path("rootfs"), "diff_ids", "image configuration");
        }
        List<Descriptor> layers = document.blobs().subList(1, document.blobs().size());
        Map<Digest, Descriptor> known = new HashMap<>();
        for (int i = 0; i < Math.min(diffIds.size(), layers.size()); i++) {
            Descriptor layer = layers.get(i);
            String type = layer.mediaType().equals(DOCKER_GZIP) ? PackedLayer.GZIP : layer.mediaType();
            if (TAKEN.contains(type) && content.blob(layer.digest()).isPresent()) {
                known.put(new Digest(diffIds.get(i)), new Descriptor(type, layer.digest(), layer.size()));
            }
        }
        return known;
    }
}
