// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes image archives by hand, in the three forms that tools write, bad ones too. */
final class ImageBuilder {
    static final String OCI = "application/vnd.oci.image.";

    private final List<byte[]> layers = new ArrayList<>();
    private final Map<String, byte[]> extra = new LinkedHashMap<>();
    private String config = "\"Cmd\":[\"/bin/sh\"]";
    private String diffIds = "";
    private String layerType = OCI + "layer.v1.tar";
    private String architecture = Platform.architecture();

    ImageBuilder layer(TarBuilder tar) {
        layers.add(tar.bytes());
        return this;
    }

    ImageBuilder layer(byte[] tar) {
        layers.add(tar);
        return this;
    }

    /** Members of the configuration's {@code config} object. */
    ImageBuilder config(String members) {
        config = members;
        return this;
    }

    ImageBuilder diffIds(String json) {
        diffIds = json;
        return this;
    }

    ImageBuilder layerType(String type) {
        layerType = type;
        return this;
    }

    ImageBuilder architecture(String name) {
        architecture = name;
        return this;
    }

    /** One more file of the archive, in place of what it would have under that name. */
    ImageBuilder file(String name, String content) {
        extra.put(name, utf8(content));
        return this;
    }

    String configJson() {
        String ids = diffIds.isEmpty()
                ? layers.stream()
                        .map(layer -> "\"sha256:" + hex(plain(layer)) + "\"")
                        .collect(Collectors.joining(",", "[", "]"))
                : diffIds;
        return "{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"config\":{" + config
                + "},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":" + ids + "}}";
    }

    /** The form of docker before 25: a folder with a layer.tar for each layer. */
    InputStream oldDocker() {
        var files = new LinkedHashMap<String, byte[]>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            names.add("layer" + i + "/layer.tar");
            files.put(names.getLast(), layers.get(i));
        }
        String configName = hex(utf8(configJson())) + ".json";
        files.put(configName, utf8(configJson()));
        files.put("manifest.json", utf8(dockerManifest(configName, names)));
        return archive(files);
    }

    /** The form of docker since 25: an OCI layout that also has a manifest.json. */
    InputStream newDocker() {
        var files = ociFiles();
        List<String> names =
                layers.stream().map(layer -> "blobs/sha256/" + hex(layer)).toList();
        files.put("manifest.json", utf8(dockerManifest("blobs/sha256/" + hex(utf8(configJson())), names)));
        return archive(files);
    }

    InputStream oci() {
        return archive(ociFiles());
    }

    /** Manifest, configuration and layers. */
    List<byte[]> blobs() {
        var all = new ArrayList<>(layers);
        all.add(utf8(configJson()));
        all.add(utf8(manifest()));
        return all;
    }

    String manifest() {
        String all =
                layers.stream().map(layer -> descriptor(layerType, layer)).collect(Collectors.joining(",", "[", "]"));
        return "{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "manifest.v1+json\",\"config\":"
                + descriptor(OCI + "config.v1+json", utf8(configJson())) + ",\"layers\":" + all + "}";
    }

    static String descriptor(String type, byte[] blob) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"sha256:" + hex(blob) + "\",\"size\":" + blob.length + "}";
    }

    static String index(String... descriptors) {
        return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, byte[]> ociFiles() {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        byte[] manifest = utf8(manifest());
        files.put("index.json", utf8(index(descriptor(OCI + "manifest.v1+json", manifest))));
        files.put("blobs/sha256/" + hex(manifest), manifest);
        files.put("blobs/sha256/" + hex(utf8(configJson())), utf8(configJson()));
        for (byte[] layer : layers) {
            files.put("blobs/sha256/" + hex(layer), layer);
        }
        return files;
    }

    private InputStream archive(Map<String, byte[]> files) {
        files.putAll(extra);
        var tar = new TarBuilder();
        files.forEach((name, content) -> tar.file(name, content, 0644));
        return new ByteArrayInputStream(tar.bytes());
    }

    private static String dockerManifest(String config, List<String> layers) {
        return "[{\"Config\":\"" + config + "\",\"RepoTags\":[\"hello:1\"],\"Layers\":["
                + layers.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",")) + "]}]";
    }

    private static byte[] plain(byte[] layer) {
        if (layer.length < 2 || layer[0] != 0x1f) {
            return layer;
        }
        try (var gzip = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(layer))) {
            return gzip.readAllBytes();
        } catch (java.io.IOException e) {
            return layer;
        }
    }
}
