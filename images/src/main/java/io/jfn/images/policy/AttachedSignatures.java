// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.util.ArrayList;
import java.util.List;

/** The signatures that are attached to an image: those that cannot be read count as none, since others may have attached them. */
public final class AttachedSignatures {
    private static final int MOST = 64;
    private static final long LARGEST = 1 << 20;
    private static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String SIMPLE_ARTIFACT = "application/vnd.dev.cosign.artifact.sig.v1+json";
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.";
    private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    private final List<ImageSignature> all = new ArrayList<>();

    private AttachedSignatures() {}

    /** Looks below the tag {@code sha256-<hex>.sig} and at the referrers of each digest that means the image. */
    public static AttachedSignatures of(Iterable<Digest> image, Attachments attachments) {
        var found = new AttachedSignatures();
        for (Digest digest : image) {
            attachments
                    .manifest("sha256-" + digest.hex() + ".sig")
                    .ifPresent(manifest -> found.addFrom(manifest, attachments));
            for (Attachments.Reference reference : attachments.referrers(digest)) {
                if (reference.artifactType().equals(SIMPLE_ARTIFACT)
                        || reference.artifactType().startsWith(BUNDLE)) {
                    attachments
                            .manifest(reference.manifest().value())
                            .ifPresent(manifest -> found.addFrom(manifest, attachments));
                }
            }
        }
        return found;
    }

    List<ImageSignature> all() {
        return all;
    }

    private void addFrom(byte[] manifest, Attachments attachments) {
        try {
            for (JsonNode layer : Json.read(manifest, "signature's manifest").path("layers")) {
                if (all.size() < MOST) {
                    add(layer, attachments);
                }
            }
        } catch (ImageException _) {
            // A manifest that is none holds no signature.
        }
    }

    private void add(JsonNode layer, Attachments attachments) {
        try {
            var descriptor = Descriptor.of(layer, "signature's manifest");
            if (descriptor.size() > LARGEST) {
                return;
            }
            if (descriptor.mediaType().equals(SIMPLE)) {
                String signature = Json.text(layer.path("annotations"), SIGNATURE, "signature");
                all.add(ImageSignature.simple(attachments.blob(descriptor.digest(), LARGEST), signature));
            } else if (descriptor.mediaType().startsWith(BUNDLE)) {
                all.add(ImageSignature.bundle(attachments.blob(descriptor.digest(), LARGEST)));
            }
        } catch (ImageException _) {
            // Not a signature, or one whose content is missing: the others count.
        }
    }
}
