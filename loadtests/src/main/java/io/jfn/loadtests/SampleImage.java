// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.Digest;
import io.jfn.images.ImageContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An image of given layers as an OCI layout in a folder, which is also the content that a store unpacks it from. */
final class SampleImage implements ImageContent {
    private static final String OCI = "application/vnd.oci.image.";

    private final Path folder;
    private final List<String> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private long bytes;

    /** An empty image; {@code folder} becomes its layout. */
    SampleImage(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("blobs/sha256"));
            Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make an image to measure with", e);
        }
    }

    /** Adds a layer by its blob, whose compression is {@code tar}, {@code tar+gzip} or {@code tar+zstd}. */
    SampleImage layer(SampleLayer layer, Path blob, String type) {
        Digest digest = SampleLayer.digest(blob);
        try {
            Files.createLink(file(digest), blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes += SampleLayer.size(blob);
        layers.add(descriptor(digest, "layer.v1." + type));
        diffIds.add("\"" + layer.diffId() + "\"");
        return this;
    }

    /** Writes configuration, manifest and index; gives the manifest's digest. */
    Digest finish() {
        Digest config =
                write("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                        + String.join(",", diffIds) + "]}}");
        Digest manifest = write("{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "manifest.v1+json\",\"config\":"
                + descriptor(config, "config.v1+json") + ",\"layers\":[" + String.join(",", layers) + "]}");
        try {
            Files.writeString(
                    folder.resolve("index.json"),
                    "{\"schemaVersion\":2,\"manifests\":[" + descriptor(manifest, "manifest.v1+json") + "]}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manifest;
    }

    /** Bytes of its layers' blobs. */
    long bytes() {
        return bytes;
    }

    @Override
    public OptionalLong size(Digest digest) {
        return OptionalLong.of(SampleLayer.size(file(digest)));
    }

    @Override
    public InputStream open(Digest digest) {
        try {
            return Files.newInputStream(file(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Digest write(String json) {
        try {
            Path file = Files.writeString(folder.resolve("document"), json);
            Digest digest = SampleLayer.digest(file);
            Files.move(file, file(digest));
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(Digest digest) {
        return folder.resolve("blobs/sha256").resolve(digest.hex());
    }

    private String descriptor(Digest digest, String type) {
        return "{\"mediaType\":\"" + OCI + type + "\",\"digest\":\"" + digest + "\",\"size\":"
                + SampleLayer.size(file(digest)) + "}";
    }
}
