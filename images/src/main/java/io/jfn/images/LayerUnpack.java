// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the layers of one image. Those that the store has are not even read. Layers stay apart, and are shared by
 * images that have them in common, unless one takes something away from a lower one: an ordinary user cannot make the
 * device that an overlay wants for that, so such an image becomes one flat layer, in which what was taken away is
 * simply not there (ADR 0005). Nothing appears in the store before all of it is proven.
 */
final class LayerUnpack {
    private static final String FLAT = "jfn flat layers 1\n";

    private final TenantStore store;
    private final UnpackLimits limits;
    private final Progress progress;
    private final Path work;
    private final UnpackBudget budget;
    private final List<ImageParts.LayerBlob> layers;
    private final List<Digest> diffIds;
    private final Map<Digest, Fresh> fresh = new LinkedHashMap<>();
    private final Map<Digest, LayerRecord> records = new HashMap<>();
    private long read;

    /** A layer that is written and not yet in the store. */
    private record Fresh(Path tree, TreeWriter writer, Whiteouts whiteouts) {}

    LayerUnpack(
            TenantStore store,
            UnpackLimits limits,
            Progress progress,
            Path work,
            DiskRoom room,
            ImageParts parts,
            List<Digest> diffIds) {
        this.store = store;
        this.limits = limits;
        this.progress = progress;
        this.work = work;
        this.budget = new UnpackBudget(limits, room);
        this.layers = parts.layers();
        this.diffIds = diffIds;
        int count = layers.size();
        if (count > limits.layers()) {
            throw new ImageException(
                    Fault.TOO_MANY_LAYERS, "image has " + count + " layers, more than " + limits.layers());
        }
        if (count != diffIds.size() || count == 0) {
            throw new ImageException(
                    Fault.CONFIG_INVALID,
                    "image has " + count + " layers where its configuration names " + diffIds.size());
        }
    }

    /** The digests under which the store has the layers now, lowest first. */
    List<Digest> unpack() throws IOException {
        Digest flat = flatDigest();
        if (store.use(flat).isPresent()) {
            return List.of(flat);
        }
        var afterLowest = UnpackBudget.Mark.START;
        for (int i = 0; i < layers.size(); i++) {
            boolean takesAway = takeUp(i);
            if (i == 0) {
                afterLowest = budget.mark();
            } else if (takesAway) {
                flatten(flat, afterLowest);
                return List.of(flat);
            }
        }
        placeApart();
        return List.copyOf(diffIds);
    }

    /** Finds a layer in the store or writes it beside; whether it takes something away. */
    private boolean takeUp(int i) throws IOException {
        Digest diffId = diffIds.get(i);
        Fresh written = fresh.get(diffId);
        if (written != null) {
            return written.whiteouts.any();
        }
        Optional<LayerRecord> known = store.use(diffId);
        Boolean takesAway = known.map(LayerRecord::takesAway).orElse(null);
        if (known.isPresent() && takesAway != null) {
            budget.takeKnown(diffId.value(), known.get());
            records.put(diffId, known.get());
            read += layers.get(i).size();
            return takesAway;
        }
        Path tree = Files.createDirectory(work.resolve("tree" + i));
        var writer = new TreeWriter(tree, budget);
        var whiteouts = new Whiteouts();
        write(i, writer, whiteouts, budget);
        fresh.put(diffId, new Fresh(tree, writer, whiteouts));
        return whiteouts.any();
    }

    private void placeApart() throws IOException {
        for (Map.Entry<Digest, Fresh> entry : fresh.entrySet()) {
            Fresh written = entry.getValue();
            records.put(entry.getKey(), LayerRecord.of(written.writer.finish(), written.whiteouts.any()));
        }
        List<Path> lower = new ArrayList<>();
        for (Digest diffId : diffIds) {
            notThroughLowerLinks(diffId, lower);
            lower.add(tree(diffId));
        }
        for (Map.Entry<Digest, Fresh> entry : fresh.entrySet()) {
            store.place(entry.getValue().tree, entry.getKey(), record(entry.getKey()));
        }
    }

    /** A folder that only stands in a path would hide a lower layer's link of that name, which its maker meant to follow. */
    private void notThroughLowerLinks(Digest layer, List<Path> lower) throws IOException {
        var below = new ImageTree(lower);
        for (String folder : record(layer).impliedFolders()) {
            if (below.hasNonFolder(folder)) {
                throw ImageException.entry(
                        Fault.UNDER_A_LOWER_SYMLINK,
                        folder,
                        "is a link or a file in a lower layer, and layer " + layer + " has entries below it");
            }
        }
    }

    /** Merges all layers into the lowest one's tree, which is written already where the store did not have it. */
    private void flatten(Digest flat, UnpackBudget.Mark afterLowest) throws IOException {
        Fresh lowest = fresh.get(diffIds.getFirst());
        for (Map.Entry<Digest, Fresh> other : fresh.entrySet()) {
            if (!other.getKey().equals(diffIds.getFirst())) {
                Trees.delete(other.getValue().tree);
            }
        }
        if (lowest == null) {
            budget.reset(UnpackBudget.Mark.START);
            Path tree = Files.createDirectory(work.resolve("flat"));
            lowest = new Fresh(tree, new TreeWriter(tree, budget), new Whiteouts());
            write(0, lowest.writer, lowest.whiteouts, budget);
        } else {
            budget.reset(afterLowest);
        }
        var scanning = new UnpackBudget(limits);
        for (int i = 1; i < layers.size(); i++) {
            Whiteouts whiteouts = whiteouts(i, scanning);
            lowest.writer.nextLayer();
            whiteouts.applyTo(lowest.writer);
            write(i, lowest.writer, new Whiteouts(), budget);
        }
        store.place(lowest.tree, flat, LayerRecord.of(lowest.writer.finish(), false));
    }

    /** What a layer takes away must be known before anything of it is written. */
    private Whiteouts whiteouts(int i, UnpackBudget scanning) throws IOException {
        Fresh known = fresh.get(diffIds.get(i));
        if (known != null) {
            return known.whiteouts;
        }
        var found = new Whiteouts();
        write(i, null, found, scanning);
        return found;
    }

    /** Reads one layer to its end and proves its diff-id; without a writer, only its whiteouts are noted. */
    private void write(int i, @Nullable TreeWriter writer, Whiteouts whiteouts, UnpackBudget counted)
            throws IOException {
        ImageParts.LayerBlob layer = layers.get(i);
        long total = Math.max(
                read + layer.size(),
                layers.stream().mapToLong(ImageParts.LayerBlob::size).sum());
        try (var stream = new LayerStream(layer, limits.ratio(), progress, read, total)) {
            var tar = TarReader.ofLayer(stream.plain(), counted);
            if (writer == null) {
                whiteouts.noteAll(tar);
            } else {
                new TarUnpacker(tar, writer).layer(whiteouts);
            }
            Digest found = stream.digest();
            if (!found.equals(diffIds.get(i))) {
                throw new ImageException(
                        Fault.DIFF_ID_MISMATCH,
                        "layer with the digest " + found + " stands where the configuration says " + diffIds.get(i));
            }
        }
        read += layer.size();
        progress.step(LayerStream.STEP, read, total);
    }

    private LayerRecord record(Digest diffId) {
        LayerRecord record = records.get(diffId);
        if (record == null) {
            throw new AssertionError("no record of layer " + diffId);
        }
        return record;
    }

    private Path tree(Digest diffId) {
        Fresh written = fresh.get(diffId);
        return written == null ? store.layer(diffId) : written.tree;
    }

    private Digest flatDigest() {
        return Hashes.ofText(FLAT + diffIds.stream().map(Digest::value).collect(Collectors.joining("\n")));
    }
}
