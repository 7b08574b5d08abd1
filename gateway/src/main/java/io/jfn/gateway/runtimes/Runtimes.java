// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.RuntimeView;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.ImageFinder;
import io.jfn.gateway.functions.RuntimeBases;
import io.jfn.images.BaseState;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.ImageStore;
import io.jfn.images.PreparedImage;
import io.jfn.images.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The language runtimes of a node: what their base images are and how they become ready, ahead or at the first deploy. A name
 * is looked up when a runtime is prepared and means that image until it is prepared again. Safe for many threads; calls block.
 */
public final class Runtimes implements RuntimeBases {
    private final ImageStore images;
    private final RuntimesFile file;
    private final RuntimeRecords records;
    private final ImageFinder finder;
    private final Map<FunctionRuntime, ReentrantLock> locks = new EnumMap<>(FunctionRuntime.class);

    /** Keeps what it finds in a folder of its own. */
    public Runtimes(ImageStore images, RuntimesFile file, Path folder, ImageFinder finder) {
        this.images = images;
        this.file = file;
        this.records = new RuntimeRecords(folder);
        this.finder = finder;
        for (FunctionRuntime runtime : FunctionRuntime.values()) {
            locks.put(runtime, new ReentrantLock());
        }
    }

    @Override
    public Optional<Digest> base(TenantName tenant, FunctionRuntime runtime, Progress progress) {
        RuntimeSource source = source(runtime);
        if (source instanceof RuntimeSource.Machine) {
            return Optional.empty();
        }
        return Optional.of(alone(
                runtime,
                () -> ready(tenant, runtime, source).orElseGet(() -> bring(tenant, runtime, source, progress))));
    }

    /** Makes a runtime ready: from the machine where that is not done yet, else by looking its image up anew. */
    public RuntimeView prepare(TenantName tenant, FunctionRuntime runtime, Progress progress) {
        RuntimeSource source = source(runtime);
        if (source instanceof RuntimeSource.Machine) {
            images.prepareBase(tenant, runtime, progress);
        } else {
            alone(runtime, () -> bring(tenant, runtime, source, progress));
        }
        return view(tenant, runtime, source);
    }

    /** All runtimes; makes none ready. */
    public List<RuntimeView> list(TenantName tenant) {
        Map<FunctionRuntime, RuntimeSource> sources = file.read();
        List<RuntimeView> all = new ArrayList<>();
        sources.forEach((runtime, source) -> all.add(view(tenant, runtime, source)));
        return all;
    }

    /** The image that a runtime stands on; none when it is made from the machine, or not found yet. */
    public Optional<Digest> image(TenantName tenant, FunctionRuntime runtime) {
        return records.find(tenant, runtime, source(runtime));
    }

    private Digest bring(TenantName tenant, FunctionRuntime runtime, RuntimeSource source, Progress progress) {
        Digest image = switch (source) {
            case RuntimeSource.Machine _ -> throw new IllegalArgumentException("made from the machine, not brought");
            case RuntimeSource.Imported(Digest digest) -> digest;
            case RuntimeSource.Archive archive -> imported(tenant, archive.file(), progress);
            case RuntimeSource.Named(String name) -> named(tenant, name, progress);
        };
        List<Digest> layers = images.checkBase(tenant, runtime, image);
        // No function's revision is named so: a revision's name ends in a number.
        images.retain(tenant, "runtime." + runtime, new PreparedImage(layers, List.of(), List.of(), "/", 0));
        records.keep(tenant, runtime, source, image);
        return image;
    }

    /** By the node's own credentials: a runtime is nobody's in particular. */
    private Digest named(TenantName tenant, String name, Progress progress) {
        return finder.find(tenant, name, Optional.empty(), progress)
                .map(found -> new Digest(found.image().image()))
                .orElseGet(() -> new Digest(name));
    }

    private Digest imported(TenantName tenant, Path archive, Progress progress) {
        try (var in = new BufferedInputStream(Files.newInputStream(archive))) {
            return new Digest(images.importArchive(tenant, in, progress).image());
        } catch (IOException e) {
            throw new ImageException(
                    Fault.READ_FAILED,
                    "image archive " + archive + " of " + RuntimesFile.NAME + " cannot be read by the gateway's user: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The image that was found before, when it is still here. */
    private Optional<Digest> ready(TenantName tenant, FunctionRuntime runtime, RuntimeSource source) {
        Optional<Digest> known = records.find(tenant, runtime, source);
        try {
            known.ifPresent(image -> images.checkBase(tenant, runtime, image));
            return known;
        } catch (ImageException e) {
            if (e.code().equals(Fault.IMAGE_NOT_FOUND.toString())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private RuntimeView view(TenantName tenant, FunctionRuntime runtime, RuntimeSource source) {
        if (source instanceof RuntimeSource.Machine) {
            BaseState state = images.baseState(tenant, runtime);
            return new RuntimeView(runtime, source.text(), state.ready(), null, state.bytes(), state.missing());
        }
        try {
            Optional<Digest> image = ready(tenant, runtime, source);
            return new RuntimeView(
                    runtime,
                    source.text(),
                    image.isPresent(),
                    image.map(Digest::value).orElse(null),
                    image.map(found -> bytes(tenant, found)).orElse(0L),
                    null);
        } catch (ImageException e) {
            return new RuntimeView(runtime, source.text(), false, null, 0, e.getMessage());
        }
    }

    private long bytes(TenantName tenant, Digest image) {
        return images.list(tenant).stream()
                .filter(view -> view.image().equals(image.value()))
                .mapToLong(view -> view.bytes())
                .findFirst()
                .orElse(0);
    }

    private RuntimeSource source(FunctionRuntime runtime) {
        return Objects.requireNonNull(file.read().get(runtime));
    }

    /** Of several callers at once one brings the image and the others find it. */
    private Digest alone(FunctionRuntime runtime, Supplier<Digest> work) {
        ReentrantLock lock = Objects.requireNonNull(locks.get(runtime));
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
