// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An image by its OCI manifest, chosen from an index for this machine's platform (image-spec 1.1). */
final class OciImage {
    private static final int DEEPEST_INDEX = 4;
    private static final String OCI = "application/vnd.oci.image.";
    private static final String DOCKER = "application/vnd.docker.";

    private final BlobSource blobs;

    OciImage(BlobSource blobs) {
        this.blobs = blobs;
    }

    /** The image of an index that has one for this platform; {@code what} names it in errors. */
    ImageParts ofIndex(JsonNode index, String what) throws IOException {
        return manifest(choose(index, what, 0));
    }

    /** What a document is that does not say it of itself. */
    static String unsaid(JsonNode document) {
        return OCI + (document.has("manifests") ? "index" : "manifest") + ".v1+json";
    }

    /** The image of a manifest, or of an index. */
    ImageParts of(Descriptor top) throws IOException {
        return manifest(top.isIndex() ? open(top, 0) : top);
    }

    /** The one manifest for this machine's platform; an index may refer to further ones. */
    private Descriptor choose(JsonNode index, String what, int depth) throws IOException {
        unambiguous(index, what, "manifests", "layers", "config", "fsLayers");
        Map<String, Descriptor> fitting = new LinkedHashMap<>();
        List<String> platforms = new ArrayList<>();
        for (JsonNode node : index.path("manifests")) {
            Descriptor descriptor = Descriptor.of(node, what);
            String platform = platform(node);
            boolean attestation = node.path("annotations").has("vnd.docker.reference.type");
            if (!attestation && (platform.isEmpty() || platform.equals("linux/" + Platform.architecture()))) {
                fitting.put(descriptor.digest().value(), descriptor);
            }
            platforms.add(platform.isEmpty() ? "unnamed" : Printable.of(platform));
        }
        if (fitting.isEmpty()) {
            throw new ImageException(
                    Fault.NO_PLATFORM,
                    "image has nothing for linux/" + Platform.architecture() + ", only " + platforms);
        }
        if (fitting.size() > 1) {
            throw new ImageException(
                    Fault.SEVERAL_IMAGES, "image archive holds " + fitting.size() + " images: save one alone");
        }
        Descriptor chosen = fitting.values().iterator().next();
        return chosen.isIndex() ? open(chosen, depth) : chosen;
    }

    private Descriptor open(Descriptor chosen, int depth) throws IOException {
        if (depth >= DEEPEST_INDEX) {
            throw new ImageException(Fault.MANIFEST_INVALID, "image index refers to indexes without end");
        }
        JsonNode next = blobs.need(chosen.digest(), chosen.size()).json("image index", ImageParts.LARGEST_MANIFEST);
        sameMediaType(next, chosen, "image index");
        return choose(next, "image index", depth + 1);
    }

    private ImageParts manifest(Descriptor chosen) throws IOException {
        String what = "image manifest";
        if (!chosen.mediaType().equals(OCI + "manifest.v1+json")
                && !chosen.mediaType().equals(DOCKER + "distribution.manifest.v2+json")) {
            throw new ImageException(
                    Fault.MEDIA_TYPE,
                    what + " has the media type '" + Printable.of(chosen.mediaType())
                            + "', which is no image manifest of schema 2");
        }
        JsonNode manifest = blobs.need(chosen.digest(), chosen.size()).json(what, ImageParts.LARGEST_MANIFEST);
        sameMediaType(manifest, chosen, what);
        unambiguous(manifest, what, "layers", "manifests", "fsLayers");
        Descriptor config = Descriptor.of(manifest.path("config"), what);
        if (!config.mediaType().equals(OCI + "config.v1+json")
                && !config.mediaType().equals(DOCKER + "container.image.v1+json")) {
            throw new ImageException(
                    Fault.MEDIA_TYPE,
                    "configuration has the media type '" + Printable.of(config.mediaType()) + "': this is no image");
        }
        List<ImageParts.LayerBlob> layers = new ArrayList<>();
        for (JsonNode node : manifest.path("layers")) {
            Descriptor layer = Descriptor.of(node, what);
            layers.add(new ImageParts.LayerBlob(layer.digest(), layer.size(), compression(node, layer), blobs));
        }
        JsonNode json =
                blobs.need(config.digest(), config.size()).json("image configuration", ImageParts.LARGEST_CONFIG);
        return new ImageParts(config.digest(), json, layers);
    }

    private static ImageParts.Compression compression(JsonNode node, Descriptor layer) {
        if (node.path("urls").size() > 0
                || layer.mediaType().contains("nondistributable")
                || layer.mediaType().contains("foreign")) {
            throw new ImageException(
                    Fault.FOREIGN_LAYER, "layer " + layer.digest() + " is to be fetched from elsewhere: not taken");
        }
        return switch (layer.mediaType()) {
            case OCI + "layer.v1.tar" -> ImageParts.Compression.PLAIN;
            case OCI + "layer.v1.tar+gzip", DOCKER + "image.rootfs.diff.tar.gzip" -> ImageParts.Compression.GZIP;
            case OCI + "layer.v1.tar+zstd" -> ImageParts.Compression.ZSTD;
            default ->
                throw new ImageException(
                        Fault.MEDIA_TYPE,
                        "layer " + layer.digest() + " has the unknown media type '" + Printable.of(layer.mediaType())
                                + "'");
        };
    }

    /** A document that could be read as an index and as a manifest means different things to different readers. */
    private static void unambiguous(JsonNode document, String what, String own, String... others) {
        if (document.path("schemaVersion").asInt(0) != 2) {
            throw new ImageException(Fault.MANIFEST_INVALID, what + " is not of schema version 2");
        }
        if (!document.path(own).isArray()) {
            throw new ImageException(Fault.MANIFEST_INVALID, what + " has no list '" + own + "'");
        }
        for (String other : others) {
            if (document.has(other)) {
                throw new ImageException(
                        Fault.MANIFEST_AMBIGUOUS, what + " has both '" + own + "' and '" + other + "'");
            }
        }
    }

    private static void sameMediaType(JsonNode document, Descriptor descriptor, String what) {
        String said = Json.text(document, "mediaType", what);
        if (!said.isEmpty() && !said.equals(descriptor.mediaType())) {
            throw new ImageException(
                    Fault.MEDIA_TYPE, what + " says another media type of itself than what refers to it");
        }
    }

    private static String platform(JsonNode node) {
        JsonNode platform = node.path("platform");
        return platform.isObject()
                ? Json.text(platform, "os", "platform") + "/" + Json.text(platform, "architecture", "platform")
                : "";
    }
}
