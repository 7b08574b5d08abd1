// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All that the image store does for one tenant. */
final class TenantImages {
    private final TenantStore store;
    private final ImageStoreConfig config;
    private final BaseImages bases;
    private final References references;
    private final AtomicReference<@Nullable Digest> bootstrap = new AtomicReference<>();

    TenantImages(TenantStore store, ImageStoreConfig config) {
        this.store = store;
        this.config = config;
        this.bases = new BaseImages(store, config);
        this.references = new References(store);
    }

    TenantStore store() {
        return store;
    }

    References references() {
        return references;
    }

    BaseImages bases() {
        return bases;
    }

    PreparedImage prepare(FunctionSpec spec, @Nullable Digest base, Progress progress) throws IOException {
        FunctionRuntime runtime = spec.runtime();
        return runtime != null ? onBase(spec, runtime, base, progress) : onImage(spec);
    }

    /** An imported image as what functions of a runtime stand on; refused when it cannot run them. */
    BaseImage base(FunctionRuntime runtime, Digest image) throws IOException {
        String who = "runtime " + runtime + ": ";
        ImageView view = imported(image, who);
        var base = new BaseImage(view.layers().stream().map(Digest::new).toList(), view.env());
        if (runtime != FunctionRuntime.NATIVE) {
            String path = new Environment().putAll(base.env()).searchPath();
            Interpreter.find(runtime, tree(base.layers()), path, who);
        }
        return base;
    }

    List<ImageView> list() throws IOException {
        List<ImageView> all = new ArrayList<>();
        for (Path record : Trees.list(store.folder("images"))) {
            store.read(record, ImageView.class).ifPresent(all::add);
        }
        return all;
    }

    long collectGarbage(long graceMillis) throws IOException {
        long before = config.clock().millis() - graceMillis;
        Set<String> owned = references.live();
        Set<String> live = new HashSet<>(owned);
        for (Path record : Trees.list(store.folder("images"))) {
            Optional<ImageView> image = store.read(record, ImageView.class);
            List<String> layers = image.map(ImageView::layers).orElse(List.of()).stream()
                    .map(layer -> new Digest(layer).hex())
                    .toList();
            boolean old = Files.getLastModifiedTime(record).toMillis() <= before;
            if (old && !owned.containsAll(layers)) {
                Files.deleteIfExists(record);
            } else {
                live.addAll(layers);
            }
        }
        bases.addLive(live);
        return store.sweep(live, before);
    }

    private PreparedImage onBase(FunctionSpec spec, FunctionRuntime runtime, @Nullable Digest image, Progress progress)
            throws IOException {
        String given = spec.source();
        if (given == null) {
            throw new ImageException(
                    Fault.SOURCE_MISSING, "function '" + spec.name() + "': runtime " + runtime + " needs a source");
        }
        var source = new Digest(given);
        if (store.use(source).isEmpty()) {
            throw new ImageException(
                    Fault.SOURCE_NOT_FOUND,
                    "function '" + spec.name() + "': source " + source + " is not here: upload it again");
        }
        BaseImage base =
                image == null ? BaseImage.ofMachine(runtime, bases.layer(runtime, progress)) : base(runtime, image);
        List<Digest> layers = new ArrayList<>(base.layers());
        if (spec.handler() != null) {
            layers.add(bootstrapLayer());
        }
        int own = layers.size();
        if (spec.dependencies() != null) {
            layers.add(dependencies(spec, new Digest(spec.dependencies())));
        }
        layers.add(source);
        var folder = new SourceFolder(
                layers.subList(own, layers.size()).stream().map(store::layer).toList());
        return prepared(layers, new RuntimeLaunch(spec, runtime, base, tree(layers), folder).find());
    }

    private Digest dependencies(FunctionSpec spec, Digest digest) throws IOException {
        if (store.use(digest).isEmpty()) {
            throw new ImageException(
                    Fault.SOURCE_NOT_FOUND,
                    "function '" + spec.name() + "': the layer of its dependencies " + digest
                            + " is not here: upload it again");
        }
        return digest;
    }

    private PreparedImage onImage(FunctionSpec spec) throws IOException {
        var digest = new Digest(java.util.Objects.requireNonNull(spec.image(), "a spec has a runtime or an image"));
        if (spec.source() != null) {
            throw new ImageException(
                    Fault.SOURCE_MISSING,
                    "function '" + spec.name() + "': a source goes with a runtime, not with an image");
        }
        ImageView image = imported(digest, "function '" + spec.name() + "': ");
        List<Digest> layers = image.layers().stream().map(Digest::new).toList();
        return prepared(layers, new ImageLaunch(spec, image, tree(layers)).find());
    }

    /** An image of which all layers are here. */
    private ImageView imported(Digest digest, String who) throws IOException {
        ImageView image = store.read(store.folder("images").resolve(digest.hex()), ImageView.class)
                .orElseThrow(() -> new ImageException(
                        Fault.IMAGE_NOT_FOUND, who + "image " + digest + " is not here: import it again"));
        for (String layer : image.layers()) {
            if (store.use(new Digest(layer)).isEmpty()) {
                throw new ImageException(
                        Fault.IMAGE_NOT_FOUND,
                        who + "layer " + layer + " of image " + digest + " is gone: import the image again");
            }
        }
        return image;
    }

    private PreparedImage prepared(List<Digest> layers, MainProcess main) throws IOException {
        long bytes = 0;
        for (Digest layer : layers) {
            bytes += store.use(layer).map(LayerRecord::bytes).orElse(0L);
        }
        return new PreparedImage(layers, main.argv(), main.env(), main.workdir(), bytes);
    }

    private ImageTree tree(List<Digest> layers) {
        return new ImageTree(layers.stream().map(store::layer).toList());
    }

    private Digest bootstrapLayer() throws IOException {
        Digest known = bootstrap.get();
        if (known != null && store.use(known).isPresent()) {
            return known;
        }
        Path work = store.scratch();
        try {
            Path tree = Files.createDirectory(work.resolve("tree"));
            var writer = new TreeWriter(tree, new UnpackBudget(UnpackLimits.DEFAULT));
            BootstrapLayer.write(writer);
            TreeSummary summary = writer.finish();
            store.place(tree, summary.digest(), LayerRecord.of(summary));
            bootstrap.set(summary.digest());
            return summary.digest();
        } finally {
            Trees.delete(work);
        }
    }
}
