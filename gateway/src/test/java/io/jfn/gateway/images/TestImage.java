// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.Digest;
import io.jfn.gateway.http.SourceArchive;
import io.jfn.images.Hashes;
import io.jfn.images.Platform;
import io.jfn.images.content.TenantContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small OCI image with one executable, {@code /server}; each label makes another image of the same layer. */
public final class TestImage {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    final byte[] layer;
    final byte[] config;
    final byte[] manifest;

    private TestImage(String label) throws IOException {
        layer = SourceArchive.of("server", elf());
        config = """
                {"architecture":"amd64","os":"linux","config":{"Entrypoint":["/server"],"Labels":{"l":"%s"}},"rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(label, digest(layer)).getBytes(StandardCharsets.UTF_8);
        manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}""".formatted(MANIFEST, digest(config), config.length, digest(layer), layer.length)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The head of a static program for this machine; nobody starts it. */
    private static byte[] elf() {
        byte[] head = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, head, 0, 7);
        head[16] = 2;
        head[18] = (byte) (Platform.architecture().equals("arm64") ? 183 : 62);
        head[20] = 1;
        head[52] = 64;
        head[54] = 56;
        return head;
    }

    public static TestImage of(String label) {
        try {
            return new TestImage(label);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Digest digest(byte[] content) {
        MessageDigest sha256 = Hashes.sha256();
        sha256.update(content);
        return Hashes.digest(sha256);
    }

    /** The digest of its manifest. */
    public Digest digest() {
        return digest(manifest);
    }

    /** The digest of its configuration, by which functions name it. */
    public Digest id() {
        return digest(config);
    }

    public Map<Digest, byte[]> blobs() {
        Map<Digest, byte[]> blobs = new LinkedHashMap<>();
        blobs.put(digest(config), config);
        blobs.put(digest(layer), layer);
        return blobs;
    }

    /** An index that names this image for amd64, and another that nobody has for arm64. */
    byte[] index() {
        return """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"sha256:%s","size":7,"platform":{"os":"linux","architecture":"arm64"}},{"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"amd64"}}]}""".formatted(INDEX, MANIFEST, "9".repeat(64), MANIFEST, digest(), manifest.length)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Puts it where a push would. */
    public void into(TenantContent content, String repository, String tag) {
        blobs().forEach((digest, bytes) -> content.add(digest, bytes.length, new ByteArrayInputStream(bytes)));
        content.addManifest(repository, tag, MANIFEST, manifest);
    }
}
