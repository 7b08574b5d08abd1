// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.Hashes;
import io.jfn.images.Platform;
import io.jfn.images.content.ManifestDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** An image as a registry keeps it. Its layers are noise: nothing here unpacks them. */
final class TestImage {
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    private final byte[] config;
    private final List<byte[]> layers;
    private final byte[] manifest;

    private TestImage(byte[] config, List<byte[]> layers, byte[] manifest) {
        this.config = config;
        this.layers = layers;
        this.manifest = manifest;
    }

    byte[] config() {
        return config;
    }

    List<byte[]> layers() {
        return layers;
    }

    byte[] manifest() {
        return manifest;
    }

    static TestImage of(int... layerSizes) {
        return of("linux", Platform.architecture(), layerSizes);
    }

    static TestImage of(String os, String architecture, int... layerSizes) {
        List<byte[]> layers = new ArrayList<>();
        for (int size : layerSizes) {
            layers.add(noise(layers.size() + 1, size));
        }
        byte[] config = utf8("{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\",\"config\":{}}");
        return new TestImage(config, layers, utf8(manifest(config, layers)));
    }

    /** The same blobs with another manifest. */
    TestImage withManifest(String other) {
        return new TestImage(config, layers, utf8(other));
    }

    String manifestText() {
        return new String(manifest, StandardCharsets.UTF_8);
    }

    Digest digest() {
        return digest(manifest);
    }

    Descriptor layer(int number) {
        return new Descriptor(LAYER, digest(layers.get(number)), layers.get(number).length);
    }

    static String index(String... entries) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + ManifestDocument.OCI_INDEX + "\",\"manifests\":["
                + String.join(",", entries) + "]}";
    }

    String entry(String platform) {
        return "{\"mediaType\":\"" + ManifestDocument.OCI_MANIFEST + "\",\"digest\":\"" + digest() + "\",\"size\":"
                + manifest.length + (platform.isEmpty() ? "" : ",\"platform\":" + platform) + "}";
    }

    static String platform(String os, String architecture) {
        return "{\"os\":\"" + os + "\",\"architecture\":\"" + architecture + "\"}";
    }

    static String descriptor(String mediaType, byte[] bytes) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest(bytes) + "\",\"size\":" + bytes.length
                + "}";
    }

    static Digest digest(byte[] bytes) {
        var sha256 = Hashes.sha256();
        sha256.update(bytes);
        return Hashes.digest(sha256);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] noise(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String manifest(byte[] config, List<byte[]> layers) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + ManifestDocument.OCI_MANIFEST + "\",\"config\":"
                + descriptor(CONFIG, config) + ",\"layers\":["
                + layers.stream().map(layer -> descriptor(LAYER, layer)).collect(Collectors.joining(",")) + "]}";
    }
}
