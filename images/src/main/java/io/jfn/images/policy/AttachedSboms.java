// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.api.Sbom;
import io.jfn.images.Descriptor;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the software bills of materials that are attached to an image; they are noted, not judged. */
public final class AttachedSboms {
    private static final int MOST = 16;

    private AttachedSboms() {}

    /** Looks below the tag {@code sha256-<hex>.sbom} and at the referrers of each digest that means the image. */
    public static List<Sbom> of(Iterable<Digest> image, Attachments attachments) {
        Set<Sbom> found = new LinkedHashSet<>();
        for (Digest digest : image) {
            attachments
                    .manifest("sha256-" + digest.hex() + ".sbom")
                    .ifPresent(manifest -> found.addAll(layers(manifest)));
            for (Attachments.Reference reference : attachments.referrers(digest)) {
                format(reference.artifactType())
                        .ifPresent(format ->
                                found.add(new Sbom(format, reference.manifest().value())));
            }
        }
        return found.stream().limit(MOST).toList();
    }

    private static List<Sbom> layers(byte[] manifest) {
        List<Sbom> all = new ArrayList<>();
        try {
            for (JsonNode layer : Json.read(manifest, "SBOM's manifest").path("layers")) {
                Descriptor descriptor = Descriptor.of(layer, "SBOM's manifest");
                format(descriptor.mediaType())
                        .ifPresent(format ->
                                all.add(new Sbom(format, descriptor.digest().value())));
            }
        } catch (ImageException _) {
            // Who attached it wrote no manifest: there is nothing to note.
        }
        return all;
    }

    private static Optional<String> format(String mediaType) {
        String type = mediaType.toLowerCase(Locale.ROOT);
        return type.contains("spdx")
                ? Optional.of("spdx")
                : type.contains("cyclonedx") ? Optional.of("cyclonedx") : Optional.empty();
    }
}
