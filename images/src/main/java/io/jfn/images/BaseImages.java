// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
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
        BaseRecipe recipe = recipes.get(runtime);
        ReentrantLock lock = locks.get(runtime);
        if (recipe == null || lock == null) {
            throw new AssertionError("no recipe for " + runtime);
        }
        lock.lock();
        try {
            String key = recipe.key();
            Path record = store.folder("bases").resolve(runtime.toString());
            Optional<BaseRecord> known = store.read(record, BaseRecord.class);
            if (known.isPresent() && known.get().key().equals(key)) {
                var layer = new Digest(known.get().layer());
                if (store.use(layer).isPresent()) {
                    return layer;
                }
            }
            Digest layer = make(recipe, "base image " + runtime, progress);
            store.write(record, new BaseRecord(key, layer.value()));
            return layer;
        } finally {
            lock.unlock();
        }
    }

    /** Adds the hex digests of all base images that are up to date as far as is known. */
    void addLive(Set<String> live) throws IOException {
        for (Path record : Trees.list(store.folder("bases"))) {
            store.read(record, BaseRecord.class).ifPresent(known -> live.add(new Digest(known.layer()).hex()));
        }
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
