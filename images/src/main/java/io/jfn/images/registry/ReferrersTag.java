// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jfn.api.Digest;
import io.jfn.images.Hashes;
import io.jfn.images.Json;
import io.jfn.images.content.ManifestDocument;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The index under {@code sha256-<hex>} by which registries without the referrers API tell what belongs to a manifest. */
final class ReferrersTag {
    private ReferrersTag() {}

    static String of(Digest subject) {
        return "sha256-" + subject.hex();
    }

    /**
     * The index with one manifest more; empty when it is in there already.
     *
     * @param before the index as it is, when there is one
     */
    static Optional<RemoteManifest> with(Optional<RemoteManifest> before, RemoteManifest manifest) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ArrayNode entries = json.arrayNode();
        if (before.isPresent()) {
            for (JsonNode entry : Json.read(before.get().bytes(), "index").path("manifests")) {
                if (entry.path("digest").asText("").equals(manifest.digest().value())) {
                    return Optional.empty();
                }
                entries.add(entry);
            }
        }
        ManifestDocument document = manifest.document();
        ObjectNode entry = entries.addObject()
                .put("mediaType", manifest.mediaType())
                .put("digest", manifest.digest().value())
                .put("size", manifest.bytes().length);
        if (!document.artifactType().isEmpty()) {
            entry.put("artifactType", document.artifactType());
        }
        if (!document.annotations().isEmpty()) {
            ObjectNode annotations = entry.putObject("annotations");
            document.annotations().forEach(annotations::put);
        }
        ObjectNode index = json.objectNode().put("schemaVersion", 2).put("mediaType", ManifestDocument.OCI_INDEX);
        index.set("manifests", entries);
        byte[] bytes = index.toString().getBytes(StandardCharsets.UTF_8);
        MessageDigest sha256 = Hashes.sha256();
        sha256.update(bytes);
        return Optional.of(new RemoteManifest(Hashes.digest(sha256), ManifestDocument.OCI_INDEX, bytes));
    }
}
