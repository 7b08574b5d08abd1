// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a manifest or an index says, read strictly (OCI image-spec 1.1, manifest.md and image-index.md, and Docker's schema 2).
 *
 * @param mediaType what it is
 * @param blobs the configuration and the layers of a manifest, in this order; empty for an index
 * @param foreign those of the blobs that are to be fetched from elsewhere, so they may be missing
 * @param manifests the manifests of an index; empty for a manifest
 * @param subject the manifest that this one belongs to
 * @param artifactType what it is for, empty when it does not say
 * @param annotations what it says of itself
 */
public record ManifestDocument(
        String mediaType,
        List<Descriptor> blobs,
        Set<Digest> foreign,
        List<Descriptor> manifests,
        Optional<Descriptor> subject,
        String artifactType,
        Map<String, String> annotations) {
    public static final int LARGEST = 4 << 20;
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String WHAT = "manifest";

    public ManifestDocument {
        blobs = List.copyOf(blobs);
        foreign = Set.copyOf(foreign);
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /** Reads a document that came as {@code mediaType}; what could be read in two ways is refused. */
    public static ManifestDocument read(String mediaType, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new ImageException(
                    Fault.JSON_TOO_LARGE, WHAT + " has " + bytes.length + " bytes, more than " + LARGEST);
        }
        JsonNode json = Json.read(bytes, WHAT);
        String said = Json.text(json, "mediaType", WHAT);
        if (!said.isEmpty() && !said.equals(mediaType)) {
            throw new ImageException(
                    Fault.MEDIA_TYPE,
                    WHAT + " came as '" + Printable.of(mediaType) + "' and says '" + Printable.of(said)
                            + "' of itself");
        }
        if (!json.path("schemaVersion").isInt() || json.path("schemaVersion").intValue() != 2) {
            throw new ImageException(Fault.MANIFEST_INVALID, WHAT + " is not of schema version 2");
        }
        return switch (mediaType) {
            case OCI_MANIFEST, DOCKER_MANIFEST -> manifest(json, mediaType);
            case OCI_INDEX, DOCKER_INDEX -> index(json, mediaType);
            default ->
                throw new ImageException(
                        Fault.MEDIA_TYPE,
                        WHAT + " has the media type '" + Printable.of(mediaType)
                                + "': only image manifests of schema 2 and indexes are taken");
        };
    }

    /** Whether it lists further manifests. */
    public boolean isIndex() {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_INDEX);
    }

    private static ManifestDocument manifest(JsonNode json, String mediaType) {
        list(json, "layers", "manifests", "fsLayers");
        List<Descriptor> blobs = new ArrayList<>();
        Set<Digest> foreign = new java.util.HashSet<>();
        Descriptor config = Descriptor.of(json.path("config"), WHAT);
        blobs.add(config);
        for (JsonNode node : json.path("layers")) {
            Descriptor layer = Descriptor.of(node, WHAT);
            blobs.add(layer);
            if (!node.path("urls").isEmpty()) {
                foreign.add(layer.digest());
            }
        }
        String artifact = Json.text(json, "artifactType", WHAT);
        return new ManifestDocument(
                mediaType,
                blobs,
                foreign,
                List.of(),
                subject(json),
                artifact.isEmpty() ? config.mediaType() : artifact,
                annotations(json));
    }

    private static ManifestDocument index(JsonNode json, String mediaType) {
        list(json, "manifests", "layers", "config", "fsLayers");
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonNode node : json.path("manifests")) {
            manifests.add(Descriptor.of(node, WHAT));
        }
        return new ManifestDocument(
                mediaType,
                List.of(),
                Set.of(),
                manifests,
                subject(json),
                Json.text(json, "artifactType", WHAT),
                annotations(json));
    }

    private static void list(JsonNode json, String own, String... others) {
        if (!json.path(own).isArray()) {
            throw new ImageException(Fault.MANIFEST_INVALID, WHAT + " has no list '" + own + "'");
        }
        for (String other : others) {
            if (json.has(other)) {
                throw new ImageException(
                        Fault.MANIFEST_AMBIGUOUS, WHAT + " has both '" + own + "' and '" + other + "'");
            }
        }
    }

    private static Optional<Descriptor> subject(JsonNode json) {
        JsonNode subject = json.path("subject");
        return subject.isMissingNode() || subject.isNull()
                ? Optional.empty()
                : Optional.of(Descriptor.of(subject, WHAT));
    }

    private static Map<String, String> annotations(JsonNode json) {
        Map<String, String> all = new TreeMap<>();
        json.path("annotations").properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw new ImageException(
                        Fault.MANIFEST_INVALID,
                        WHAT + " has an annotation '" + Printable.of(entry.getKey()) + "' that is not a text");
            }
            all.put(entry.getKey(), entry.getValue().textValue());
        });
        return all;
    }
}
