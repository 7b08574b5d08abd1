// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.Digest;
import io.jfn.images.Fault;
import io.jfn.images.Hashes;
import io.jfn.images.ImageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository's attachments in memory. */
final class FakeAttachments implements Attachments {
    private final Map<String, byte[]> manifests = new HashMap<>();
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final Map<Digest, List<Reference>> referrers = new HashMap<>();

    static Digest digest(byte[] content) {
        MessageDigest sha256 = Hashes.sha256();
        sha256.update(content);
        return Hashes.digest(sha256);
    }

    FakeAttachments signature(Digest image, Signer signer, Digest signed) {
        byte[] payload = Signer.payload(signed);
        return tag(
                image,
                ".sig",
                layer("application/vnd.dev.cosign.simplesigning.v1+json", payload, signer.sign(payload)));
    }

    FakeAttachments tag(Digest image, String suffix, String layers) {
        manifests.put("sha256-" + image.hex() + suffix, document(layers));
        return this;
    }

    FakeAttachments referrer(Digest image, String artifactType, String layers) {
        byte[] manifest = document(layers);
        manifests.put(digest(manifest).value(), manifest);
        referrers.computeIfAbsent(image, _ -> new ArrayList<>()).add(new Reference(digest(manifest), artifactType));
        return this;
    }

    String layer(String mediaType, byte[] content, String signature) {
        blobs.put(digest(content), content);
        return """
                {"mediaType":"%s","digest":"%s","size":%d,"annotations":{"dev.cosignproject.cosign/signature":"%s"}}""".formatted(mediaType, digest(content), content.length, signature);
    }

    FakeAttachments raw(String tag, String manifest) {
        manifests.put(tag, manifest.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private static byte[] document(String layers) {
        return "{\"schemaVersion\":2,\"layers\":[%s]}".formatted(layers).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<byte[]> manifest(String tagOrDigest) {
        return Optional.ofNullable(manifests.get(tagOrDigest));
    }

    @Override
    public List<Reference> referrers(Digest image) {
        return referrers.getOrDefault(image, List.of());
    }

    @Override
    public byte[] blob(Digest digest, long most) {
        byte[] content = blobs.get(digest);
        if (content == null || content.length > most) {
            throw new ImageException(Fault.BLOB_MISSING, "blob " + digest + " is missing");
        }
        return content;
    }
}
