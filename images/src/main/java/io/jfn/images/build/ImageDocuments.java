// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jfn.api.Contract;
import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.images.Descriptor;
import io.jfn.images.Hashes;
import io.jfn.images.Platform;
import io.jfn.images.PreparedImage;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON documents of a built image (OCI image-spec 1.1), canonical: members in the order of their names, no space, so
 * that one input has one digest. The image's name is in none of them: it would make another image of the same content.
 */
final class ImageDocuments {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ImageDocuments() {}

    /** The image's configuration: how its main process starts, and what its layers are. */
    static byte[] config(FunctionSpec spec, PreparedImage image, List<PackedLayer> layers, long epochSeconds) {
        String created = Instant.ofEpochSecond(epochSeconds).toString();
        Map<String, Object> config = new TreeMap<>();
        config.put("Entrypoint", image.argv());
        config.put("Env", environment(spec, image));
        config.put("Labels", labels(spec));
        config.put("WorkingDir", image.workdir());
        if (spec.contract() == Contract.HTTP) {
            config.put("ExposedPorts", Map.of(spec.port() + "/tcp", Map.of()));
        }
        Map<String, Object> all = new TreeMap<>();
        all.put("architecture", Platform.architecture());
        all.put("config", config);
        all.put("created", created);
        all.put(
                "history",
                layers.stream()
                        .map(_ -> Map.of("created", created, "created_by", "jfn build"))
                        .toList());
        all.put("os", "linux");
        all.put(
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        layers.stream().map(layer -> layer.diffId().value()).toList()));
        return bytes(all);
    }

    static byte[] manifest(Descriptor config, List<PackedLayer> layers) {
        return bytes(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST,
                "config",
                descriptor(config),
                "layers",
                layers.stream().map(layer -> descriptor(layer.blob())).toList()));
    }

    static Map<String, Object> descriptor(Descriptor blob) {
        Map<String, Object> all = new TreeMap<>();
        all.put("mediaType", blob.mediaType());
        all.put("digest", blob.digest().value());
        all.put("size", blob.size());
        return all;
    }

    static Digest digest(byte[] document) {
        MessageDigest sha256 = Hashes.sha256();
        sha256.update(document);
        return Hashes.digest(sha256);
    }

    static byte[] bytes(Object document) {
        try {
            return CANONICAL.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps, lists and texts can always be written", e);
        }
    }

    /** Sorted: a later name never depends on an earlier one, and the order in which they were gathered means nothing. */
    private static List<String> environment(FunctionSpec spec, PreparedImage image) {
        List<String> env = new ArrayList<>(image.env());
        if (spec.contract() == Contract.HTTP && env.stream().noneMatch(line -> line.startsWith("PORT="))) {
            env.add("PORT=" + spec.port());
        }
        env.sort(null);
        return env;
    }

    private static Map<String, String> labels(FunctionSpec spec) {
        Map<String, String> labels = new TreeMap<>(spec.labels());
        labels.put("io.jfn.contract", spec.contract().toString());
        labels.put("io.jfn.runtime", String.valueOf(spec.runtime()));
        labels.put("org.opencontainers.image.title", spec.name());
        return labels;
    }
}
