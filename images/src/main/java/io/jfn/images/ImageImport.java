// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.ImageView;
import io.jfn.api.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Takes an image into the store, out of an archive or out of the content store: by the same rules. */
final class ImageImport {
    private final TenantStore store;
    private final UnpackLimits limits;
    private final Progress progress;

    ImageImport(TenantStore store, UnpackLimits limits, Progress progress) {
        this.store = store;
        this.limits = limits;
        this.progress = progress;
    }

    /** Nothing of the archive is kept when anything of it is wrong. */
    ImageView take(InputStream archive) throws IOException {
        Path work = store.scratch();
        try (StoreRoom.Use room = store.room()) {
            Path blobs = Files.createDirectory(work.resolve("blobs"));
            ArchiveSpool spool = ArchiveSpool.receive(archive, blobs, limits, progress, room);
            return unpack(parts(spool), work, room);
        } finally {
            Trees.delete(work);
        }
    }

    /** The image that a manifest describes, or an index for this machine's platform. */
    ImageView take(Descriptor manifest, BlobSource blobs) throws IOException {
        Path work = store.scratch();
        try (StoreRoom.Use room = store.room()) {
            return unpack(new OciImage(blobs).of(manifest), work, room);
        } finally {
            Trees.delete(work);
        }
    }

    private ImageView unpack(ImageParts parts, Path work, DiskRoom room) throws IOException {
        ImageSettings settings = ImageSettings.of(parts.config());
        List<Digest> layers = new LayerUnpack(store, limits, progress, work, room, parts, settings.diffIds()).unpack();
        return remember(parts, settings, layers);
    }

    private static ImageParts parts(ArchiveSpool spool) throws IOException {
        boolean docker = spool.find("manifest.json").isPresent();
        if (!OciLayout.isOne(spool)) {
            if (!docker) {
                throw new ImageException(
                        Fault.UNKNOWN_FORMAT,
                        "image archive has neither manifest.json (docker save) nor oci-layout and index.json (OCI)");
            }
            return DockerArchive.read(spool);
        }
        ImageParts parts = OciLayout.read(spool);
        // Docker since 25 writes both; they must tell of one image.
        if (docker && !DockerArchive.read(spool).digest().equals(parts.digest())) {
            throw new ImageException(
                    Fault.MANIFEST_AMBIGUOUS, "image archive's manifest.json and index.json name different images");
        }
        return parts;
    }

    private ImageView remember(ImageParts parts, ImageSettings settings, List<Digest> layers) throws IOException {
        long bytes = 0;
        for (Digest layer : layers) {
            bytes += store.use(layer)
                    .orElseThrow(() -> new ImageException(
                            Fault.STORE_CHANGED, "layer " + Printable.of(layer.value()) + " vanished from the store"))
                    .bytes();
        }
        var view = new ImageView(
                parts.digest().value(),
                layers.stream().map(Digest::value).toList(),
                bytes,
                settings.entrypoint(),
                settings.command(),
                settings.env(),
                settings.workdir());
        store.write(store.folder("images").resolve(parts.digest().hex()), view);
        return view;
    }
}
