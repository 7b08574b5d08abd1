// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** An image of any size that is made while it is read: one plain layer of files that cannot be compressed. */
final class BigImage implements ImageContent {
    private static final int MIB = 1 << 20;

    private final int files;
    private final Digest layer;
    private final Map<Digest, byte[]> documents = new TreeMap<>(java.util.Comparator.comparing(Digest::value));
    private final Digest manifest;

    BigImage(int mib) throws IOException {
        files = mib;
        var sha256 = Hashes.sha256();
        try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            tar().transferTo(sink);
        }
        layer = Hashes.digest(sha256);
        byte[] config = ImageBuilder.utf8("{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + layer + "\"]}}");
        manifest = document(ImageBuilder.utf8("{\"schemaVersion\":2,\"config\":"
                + ImageBuilder.descriptor(ImageBuilder.OCI + "config.v1+json", config)
                + ",\"layers\":[{\"mediaType\":\""
                + ImageBuilder.OCI + "layer.v1.tar\",\"digest\":\"" + layer + "\",\"size\":" + size() + "}]}"));
        document(config);
    }

    Digest manifest() {
        return manifest;
    }

    @Override
    public OptionalLong size(Digest digest) {
        byte[] document = documents.get(digest);
        return OptionalLong.of(document == null ? size() : document.length);
    }

    @Override
    public InputStream open(Digest digest) {
        byte[] document = documents.get(digest);
        return document == null ? tar() : new ByteArrayInputStream(document);
    }

    private Digest document(byte[] bytes) {
        Digest digest = MapContent.digest(bytes);
        documents.put(digest, bytes);
        return digest;
    }

    private long size() {
        return (long) files * (512 + MIB) + 1024;
    }

    private InputStream tar() {
        var noise = new Noise();
        return new PartsStream(IntStream.rangeClosed(0, files)
                .mapToObj(i -> i < files ? entry(i, noise) : new byte[1024])
                .iterator());
    }

    private static byte[] entry(int i, Noise noise) {
        byte[] entry = new TarBuilder()
                .entry("data/" + i, '0', 0644, "", new byte[0], block -> TarBuilder.octal(block, 124, 12, MIB))
                .withoutEnd();
        byte[] whole = Arrays.copyOf(entry, entry.length + MIB);
        noise.fill(ByteBuffer.wrap(whole, entry.length, MIB).order(ByteOrder.LITTLE_ENDIAN));
        return whole;
    }

    /** Bytes that nothing can compress, the same each time. */
    private static final class Noise {
        private long state = 88_172_645_463_325_252L;

        void fill(ByteBuffer buffer) {
            while (buffer.hasRemaining()) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
                buffer.putLong(state);
            }
        }
    }
}
