// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.ImageView;
import io.jfn.api.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Takes an image archive into the store. Layers stay apart, and are shared by images that have them in common, unless
 * one takes something away from a lower one: an ordinary user cannot make the device that an overlay wants for that,
 * so such an image becomes one flat layer, in which what was taken away is simply not there.
 */
final class ImageImport {
    private static final String FLAT = "jfn flat layers 1\n";

    private final TenantStore store;
    private final UnpackLimits limits;
    private final Progress progress;

    ImageImport(TenantStore store, UnpackLimits limits, Progress progress) {
        this.store = store;
        this.limits = limits;
        this.progress = progress;
    }

    ImageView take(InputStream archive) throws IOException {
        Path work = store.scratch();
        try {
            Path blobs = Files.createDirectory(work.resolve("blobs"));
            ArchiveSpool spool = ArchiveSpool.receive(archive, blobs, limits, progress);
            ImageParts parts = parts(spool);
            ImageSettings settings = ImageSettings.of(parts.config());
            List<LayerScan> scans = scan(parts, settings);
            boolean flat = scans.stream().skip(1).anyMatch(LayerScan::takesAway);
            List<Digest> layers = flat ? List.of(flat(parts, settings, scans, work)) : apart(parts, settings, work);
            return remember(parts, settings, layers);
        } finally {
            Trees.delete(work);
        }
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

    private List<LayerScan> scan(ImageParts parts, ImageSettings settings) throws IOException {
        int count = parts.layers().size();
        if (count > limits.layers()) {
            throw new ImageException(
                    Fault.TOO_MANY_LAYERS, "image has " + count + " layers, more than " + limits.layers());
        }
        if (count != settings.diffIds().size() || count == 0) {
            throw new ImageException(
                    Fault.CONFIG_INVALID,
                    "image has " + count + " layers where its configuration names "
                            + settings.diffIds().size());
        }
        long total =
                parts.layers().stream().mapToLong(layer -> layer.blob().size()).sum();
        long done = 0;
        var budget = new UnpackBudget(limits);
        List<LayerScan> scans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            progress.step("check layers", done, total);
            ImageParts.LayerBlob layer = parts.layers().get(i);
            scans.add(LayerScan.of(layer, settings.diffIds().get(i), budget, limits.ratio()));
            done += layer.blob().size();
        }
        progress.step("check layers", done, total);
        return scans;
    }

    private List<Digest> apart(ImageParts parts, ImageSettings settings, Path work) throws IOException {
        List<Digest> layers = new ArrayList<>();
        var budget = new UnpackBudget(limits);
        for (int i = 0; i < parts.layers().size(); i++) {
            Digest diffId = settings.diffIds().get(i);
            progress.step("unpack layers", i, parts.layers().size());
            if (store.use(diffId).isEmpty()) {
                Path tree = Files.createDirectory(work.resolve("tree" + i));
                var writer = new TreeWriter(tree, budget);
                unpack(parts.layers().get(i), writer, budget);
                store.place(tree, diffId, LayerRecord.of(writer.finish()));
            }
            notThroughLowerLinks(diffId, layers);
            layers.add(diffId);
        }
        progress.step("unpack layers", parts.layers().size(), parts.layers().size());
        return layers;
    }

    /** A folder that only stands in a path would hide a lower layer's link of that name, which its maker meant to follow. */
    private void notThroughLowerLinks(Digest layer, List<Digest> lower) throws IOException {
        var below = new ImageTree(lower.stream().map(store::layer).toList());
        for (String folder : store.use(layer).map(LayerRecord::impliedFolders).orElse(List.of())) {
            if (below.hasNonFolder(folder)) {
                throw ImageException.entry(
                        Fault.UNDER_A_LOWER_SYMLINK,
                        folder,
                        "is a link or a file in a lower layer, and layer " + layer + " has entries below it");
            }
        }
    }

    private Digest flat(ImageParts parts, ImageSettings settings, List<LayerScan> scans, Path work) throws IOException {
        String chain = settings.diffIds().stream().map(Digest::value).collect(Collectors.joining("\n"));
        Digest digest = Hashes.ofText(FLAT + chain);
        if (store.use(digest).isPresent()) {
            return digest;
        }
        Path tree = Files.createDirectory(work.resolve("tree"));
        var budget = new UnpackBudget(limits);
        var writer = new TreeWriter(tree, budget);
        for (int i = 0; i < scans.size(); i++) {
            progress.step("unpack layers", i, scans.size());
            if (i > 0) {
                writer.nextLayer();
                for (EntryName folder : scans.get(i).opaques()) {
                    writer.opaque(folder);
                }
                for (EntryName name : scans.get(i).whiteouts()) {
                    writer.whiteout(name);
                }
            }
            unpack(parts.layers().get(i), writer, budget);
        }
        store.place(tree, digest, LayerRecord.of(writer.finish()));
        progress.step("unpack layers", scans.size(), scans.size());
        return digest;
    }

    private void unpack(ImageParts.LayerBlob layer, TreeWriter writer, UnpackBudget budget) throws IOException {
        try (var stream = new LayerStream(layer, limits.ratio())) {
            new TarUnpacker(new TarReader(stream.plain(), budget), writer).layer();
        }
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
