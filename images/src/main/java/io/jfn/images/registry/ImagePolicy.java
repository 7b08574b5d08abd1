// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.content.ManifestDocument;
import java.util.List;
import java.util.Set;

/**
 * Whether a manifest is that of an image that may be pulled, said before a byte of its layers comes.
 *
 * @param limits how much may be
 */
record ImagePolicy(RegistryLimits limits) {
    private static final Set<String> CONFIGS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");
    private static final Set<String> LAYERS = Set.of(
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar.zstd");

    void check(Place place, ManifestDocument manifest) {
        Descriptor config = manifest.blobs().getFirst();
        if (!CONFIGS.contains(config.mediaType())) {
            throw place.refuse(
                    Fault.MEDIA_TYPE,
                    "its configuration has the media type '" + Printable.of(config.mediaType())
                            + "': this is no image, but something else that is kept in a registry");
        }
        if (config.size() > limits.configBytes()) {
            throw place.refuse(
                    Fault.JSON_TOO_LARGE,
                    "image configuration has " + config.size() + " bytes, more than the " + limits.configBytes()
                            + " allowed");
        }
        layers(place, manifest);
    }

    private void layers(Place place, ManifestDocument manifest) {
        List<Descriptor> layers = manifest.blobs().subList(1, manifest.blobs().size());
        if (layers.size() > limits.layers()) {
            throw place.refuse(
                    Fault.TOO_MANY_LAYERS,
                    "image has " + layers.size() + " layers, more than the " + limits.layers() + " allowed");
        }
        long left = limits.imageBytes();
        for (Descriptor layer : layers) {
            if (manifest.foreign().contains(layer.digest())
                    || layer.mediaType().contains("nondistributable")
                    || layer.mediaType().contains("foreign")) {
                throw place.refuse(
                        Fault.FOREIGN_LAYER,
                        "layer " + layer.digest() + " is to be fetched from elsewhere, which is not done: take an image"
                                + " that has all its layers");
            }
            if (!LAYERS.contains(layer.mediaType())) {
                throw place.refuse(
                        Fault.MEDIA_TYPE,
                        "layer " + layer.digest() + " has the unknown media type '" + Printable.of(layer.mediaType())
                                + "'");
            }
            if (layer.size() > limits.blobBytes() || layer.size() > left) {
                throw place.refuse(
                        Fault.TOO_MANY_BYTES,
                        "layer " + layer.digest() + " has " + layer.size() + " bytes; " + limits.blobBytes()
                                + " are allowed for one, " + limits.imageBytes() + " for all");
            }
            left -= layer.size();
        }
    }
}
