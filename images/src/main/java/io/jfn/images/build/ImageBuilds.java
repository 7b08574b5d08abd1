// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.api.TenantName;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.ImageStore;
import io.jfn.images.PreparedImage;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Builds OCI images of functions that are folders: the base image's layers, the bootstrap, the
 * function's packages and its folder. The same function on
 * the same base image gives the same digest, whenever and in whatever order its files were written. Safe for many threads; calls
 * block.
 */
public final class ImageBuilds {
    private static final String STEP = "pack layers";

    private final ImageStore store;
    private final ContentStore contents;
    private final PackedRecords records;

    /** Keeps its records and its work in a folder of its own. */
    public ImageBuilds(ImageStore store, ContentStore contents, Path folder) {
        this.store = store;
        this.contents = contents;
        try {
            this.records = new PackedRecords(folder);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Makes an image; what would be refused at a deploy is refused here. */
    public BuiltImage build(TenantName tenant, BuildOrder order, Progress progress) {
        PreparedImage image = store.prepare(tenant, order.spec(), order.base(), progress);
        TenantContent content = contents.of(tenant);
        try {
            List<PackedLayer> layers = layers(tenant, content, order, image, progress);
            byte[] config = ImageDocuments.config(order.spec(), image, layers, order.epochSeconds());
            var configBlob = new Descriptor(ImageDocuments.CONFIG, ImageDocuments.digest(config), config.length);
            content.add(configBlob.digest(), config.length, new ByteArrayInputStream(config));
            byte[] manifest = ImageDocuments.manifest(configBlob, layers);
            Digest digest = content.addManifest(order.repository(), order.tag(), ImageDocuments.MANIFEST, manifest)
                    .digest();
            return new BuiltImage(
                    digest,
                    configBlob.digest(),
                    layers.stream().map(layer -> layer.blob().digest()).toList(),
                    manifest.length
                            + config.length
                            + layers.stream()
                                    .mapToLong(layer -> layer.blob().size())
                                    .sum());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private List<PackedLayer> layers(
            TenantName tenant, TenantContent content, BuildOrder order, PreparedImage image, Progress progress)
            throws IOException {
        StoredManifest base = order.baseManifest();
        Map<Digest, Descriptor> known = base == null ? Map.of() : BaseBlobs.of(base, content);
        var done = new AtomicLong();
        List<PackedLayer> layers = new ArrayList<>();
        for (Digest layer : image.layers()) {
            progress.step(STEP, done.get(), image.bytes());
            Descriptor blob = known.get(layer);
            if (blob != null) {
                layers.add(new PackedLayer(layer, blob));
            } else {
                var times = new LayerTimes(order.epochSeconds(), !isOfFunction(order.spec(), layer));
                layers.add(packed(
                        tenant,
                        content,
                        layer,
                        times,
                        bytes -> progress.step(STEP, done.addAndGet(bytes), image.bytes())));
            }
        }
        progress.step(STEP, image.bytes(), image.bytes());
        return layers;
    }

    /** The function's own folder and packages, of which no file names another's time. */
    private static boolean isOfFunction(FunctionSpec spec, Digest layer) {
        return layer.value().equals(spec.source()) || layer.value().equals(spec.dependencies());
    }

    private PackedLayer packed(
            TenantName tenant,
            TenantContent content,
            Digest layer,
            LayerTimes times,
            java.util.function.LongConsumer written)
            throws IOException {
        var before = records.find(tenant, layer, times);
        if (before.isPresent() && content.blob(before.get().blob().digest()).isPresent()) {
            return before.get();
        }
        Path work = records.work();
        try {
            PackedLayer packed = LayerPack.pack(store.tree(tenant, layer), times, work, written);
            try (var in = Files.newInputStream(work)) {
                content.add(packed.blob().digest(), packed.blob().size(), in);
            }
            records.keep(tenant, layer, times, packed);
            return packed;
        } finally {
            Files.deleteIfExists(work);
        }
    }

    private static ImageException failed(IOException e) {
        return new ImageException(Fault.STORE_FAILED, "cannot build an image: " + e.getMessage(), e);
    }
}
