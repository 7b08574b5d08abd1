// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The base images of one tenant, made from the machine when first wanted and again when the machine has changed. Each
 * tenant has its own copies: no two tenants ever share an inode.
 */
final class BaseImages {
    private final TenantStore store;
    private final Map<FunctionRuntime, BaseRecipe> recipes = new EnumMap<>(FunctionRuntime.class);
    private final Map<FunctionRuntime, ReentrantLock> locks = new EnumMap<>(FunctionRuntime.class);

    BaseImages(TenantStore store, ImageStoreConfig config) {
        this.store = store;
        recipes.put(FunctionRuntime.PYTHON3, new PythonBase(config.python3()));
        recipes.put(FunctionRuntime.NODE, new NodeBase(config.node()));
        recipes.put(FunctionRuntime.JAVA, new JavaBase(config.javaHome()));
        recipes.put(FunctionRuntime.NATIVE, new NativeBase());
        for (FunctionRuntime runtime : FunctionRuntime.values()) {
            locks.put(runtime, new ReentrantLock());
        }
    }

    /** The layer of a runtime; of several callers at once one makes it and the others wait. */
    Digest layer(FunctionRuntime runtime, Progress progress) throws IOException {
        BaseRecipe recipe = recipe(runtime);
        ReentrantLock lock = Objects.requireNonNull(locks.get(runtime));
        lock.lock();
        try {
            String key = recipe.key();
            Optional<Digest> known = known(runtime, key);
            if (known.isPresent() && store.use(known.get()).isPresent()) {
                return known.get();
            }
            Digest layer = make(recipe, "base image " + runtime, progress);
            store.write(record(runtime), new BaseRecord(key, layer.value()));
            return layer;
        } finally {
            lock.unlock();
        }
    }

    /** How far a runtime's base image is; makes nothing. */
    BaseState state(FunctionRuntime runtime) throws IOException {
        try {
            Optional<Digest> known = known(runtime, recipe(runtime).key());
            Optional<LayerRecord> layer = known.isPresent() ? store.use(known.get()) : Optional.empty();
            return new BaseState(
                    layer.isPresent(), layer.map(LayerRecord::bytes).orElse(0L), null);
        } catch (ImageException e) {
            return new BaseState(false, 0, e.getMessage());
        }
    }

    /** Adds the hex digests of all base images that are up to date as far as is known. */
    void addLive(Set<String> live) throws IOException {
        for (Path record : Trees.list(store.folder("bases"))) {
            store.read(record, BaseRecord.class).ifPresent(known -> live.add(new Digest(known.layer()).hex()));
        }
    }

    private BaseRecipe recipe(FunctionRuntime runtime) {
        return Objects.requireNonNull(recipes.get(runtime));
    }

    private Path record(FunctionRuntime runtime) {
        return store.folder("bases").resolve(runtime.toString());
    }

    private Optional<Digest> known(FunctionRuntime runtime, String key) throws IOException {
        return store.read(record(runtime), BaseRecord.class)
                .filter(known -> known.key().equals(key))
                .map(known -> new Digest(known.layer()));
    }

    private Digest make(BaseRecipe recipe, String step, Progress progress) throws IOException {
        Path work = store.scratch();
        try (StoreRoom.Use room = store.room()) {
            Path tree = Files.createDirectory(work.resolve("tree"));
            // The machine's own files are no stranger's: only the number of entries is held.
            var writer = new TreeWriter(tree, new UnpackBudget(new UnpackLimits(Long.MAX_VALUE, 200_000, 1, 1), room));
            recipe.build(writer, work, step, progress);
            TreeSummary summary = writer.finish();
            store.place(tree, summary.digest(), LayerRecord.of(summary));
            return summary.digest();
        } finally {
            Trees.delete(work);
        }
    }
}
