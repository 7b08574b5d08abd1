// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.Progress;
import io.jfn.loadtests.Side.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Those who unpack one layer: jfn's store, and GNU tar; each into a folder that is removed off the clock. */
final class UnpackSides {
    static final String JFN = "jfn";
    static final String TAR = "tar";
    static final String TAR_SYNC = "tar+sync";

    private final Path blob;
    private final SampleImage image;
    private final Digest manifest;
    private final Path folder;
    private int made;

    /** For a layer in one compression, {@code tar}, {@code tar+gzip} or {@code tar+zstd}. */
    UnpackSides(String type, Path blob, SampleLayer layer, Path folder) {
        this.blob = blob;
        this.image = new SampleImage(folder.resolve("image-" + type)).layer(layer, blob, type);
        this.manifest = image.finish();
        this.folder = folder;
    }

    List<Side> all() {
        return List.of(Side.of(JFN, this::jfn), Side.of(TAR, () -> tar(false)), Side.of(TAR_SYNC, () -> tar(true)));
    }

    private Sample jfn() {
        Path root = next();
        long nanos;
        try (var store = new ImageStore(root.resolve("store"), ImageStoreConfig.ofThisMachine())) {
            long began = System.nanoTime();
            store.importContent(TenantName.DEFAULT, image, manifest, Progress.NONE);
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
}
