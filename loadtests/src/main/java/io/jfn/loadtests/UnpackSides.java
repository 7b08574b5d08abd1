// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.ImageContent;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.Progress;
import io.jfn.loadtests.Side.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Those who unpack one layer: jfn's store, and GNU tar; each into a folder that is removed off the clock. */
final class UnpackSides {
    static final String JFN = "jfn";
    static final String TAR = "tar";
    static final String TAR_SYNC = "tar+sync";

    private final String type;
    private final Path blob;
    private final SampleLayer layer;
    private final Path folder;
    private int made;

    /** For a layer in one compression, {@code tar}, {@code tar+gzip} or {@code tar+zstd}. */
    UnpackSides(String type, Path blob, SampleLayer layer, Path folder) {
        this.type = type;
        this.blob = blob;
        this.layer = layer;
        this.folder = folder;
    }

    List<Side> all() {
        return List.of(side(JFN, this::jfn), side(TAR, () -> tar(false)), side(TAR_SYNC, () -> tar(true)));
    }

    private Sample jfn() {
        Path root = next();
        var content = new OneImage();
        long nanos;
        try (var store = new ImageStore(root.resolve("store"), ImageStoreConfig.ofThisMachine())) {
            long began = System.nanoTime();
            store.importContent(TenantName.DEFAULT, content, content.manifest, Progress.NONE);
            nanos = System.nanoTime() - began;
        }
        remove(root);
        return new Sample(nanos, "");
    }

    private Sample tar(boolean sync) {
        Path root = next();
        long began = System.nanoTime();
        Command.of("tar", "-C", root.toString(), "-xf", blob.toString());
        if (sync) {
            Command.of("sync", "-f", root.toString());
        }
        long nanos = System.nanoTime() - began;
        remove(root);
        return new Sample(nanos, "");
    }

    private Path next() {
        try {
            return Files.createDirectories(folder.resolve("unpacked" + made++));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(Path root) {
        Command.of("rm", "-rf", root.toString());
        Command.of("sync", "-f", folder.toString());
    }

    private static Side side(String name, java.util.function.Supplier<Sample> sampler) {
        return new Side() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Sample sample() {
                return sampler.get();
            }
        };
    }

    /** An image of this one layer, as a content store would have it. */
    private final class OneImage implements ImageContent {
        private static final String OCI = "application/vnd.oci.image.";

        private final Map<Digest, Path> blobs = new HashMap<>();
        private final Digest manifest;

        OneImage() {
            String config = add(
                    "config",
                    "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + layer.diffId() + "\"]}}",
                    "config.v1+json");
            Digest digest = SampleLayer.digest(blob);
            blobs.put(digest, blob);
            add(
                    "manifest",
                    "{\"schemaVersion\":2,\"config\":" + config + ",\"layers\":["
                            + descriptor(digest, blob, "layer.v1." + type) + "]}",
                    "manifest.v1+json");
            manifest = SampleLayer.digest(folder.resolve("manifest"));
        }

        private String add(String name, String json, String type) {
            try {
                Path file = Files.writeString(folder.resolve(name), json);
                Digest digest = SampleLayer.digest(file);
                blobs.put(digest, file);
                return descriptor(digest, file, type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String descriptor(Digest digest, Path file, String type) {
            return "{\"mediaType\":\"" + OCI + type + "\",\"digest\":\"" + digest + "\",\"size\":"
                    + SampleLayer.size(file) + "}";
        }

        private Path file(Digest digest) {
            return java.util.Objects.requireNonNull(blobs.get(digest), "the image has this blob");
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
    }
}
