// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageView;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layers of all tenants on this node: unpacked once per tenant, content-addressed, kept while somebody refers to
 * them. Works as an ordinary user on a folder that is its alone (0700). Safe for use by many threads; long calls block,
 * so call them from virtual threads. Every method fails with an {@link ImageException}.
 */
public final class ImageStore implements AutoCloseable {
    private final Path root;
    private final ImageStoreConfig config;
    private final FileChannel lock;
    private final StoreRoom room;
    private final Map<TenantName, TenantImages> tenants = new HashMap<>();

    /** Opens a store, makes its folder where it is missing, and clears away what a killed process left unfinished. */
    public ImageStore(Path root, ImageStoreConfig config) {
        this.root = root;
        this.config = config;
        this.lock = guard("open", () -> open(root));
        this.room = guard("open", () -> new StoreRoom(config.quota(), Disk.of(root)));
        guard("open", () -> {
            for (Path tenant : Trees.list(root)) {
                if (Files.isDirectory(tenant)) {
                    tenant(new TenantName(tenant.getFileName().toString()));
                }
            }
            return true;
        });
    }

    /** Takes a function's folder as tar, tar.gz or zip; the digest is what {@link FunctionSpec#source()} names. */
    public Digest addSource(TenantName tenant, InputStream archive) {
        return guard(
                "take a source into", () -> new SourceImport(tenant(tenant).store(), config.limits()).take(archive));
    }

    /** Whether an uploaded source is here; then it stays here for the grace at least, as if it came now. */
    public boolean hasSource(TenantName tenant, Digest source) {
        return guard("look into", () -> tenant(tenant).store().use(source).isPresent());
    }

    /**
     * Takes an image as {@code docker save} or an OCI tool writes it (tar or tar.gz). Nothing of it is kept when
     * anything of it is wrong.
     */
    public ImageView importArchive(TenantName tenant, InputStream archive, Progress progress) {
        return guard(
                "import into", () -> new ImageImport(tenant(tenant).store(), config.limits(), progress).take(archive));
    }

    /**
     * Takes an image that lies in the content store: the one that a manifest describes, or an index for this machine's
     * platform. By the same rules as an archive; layers that are unpacked already are not read.
     */
    public ImageView importContent(TenantName tenant, ImageContent content, Digest manifest, Progress progress) {
        return guard("import into", () -> {
            var blobs = new ContentBlobs(content);
            return new ImageImport(tenant(tenant).store(), config.limits(), progress)
                    .take(blobs.manifest(manifest), blobs);
        });
    }

    /** The images that a tenant has imported. */
    public List<ImageView> list(TenantName tenant) {
        return guard("list", () -> tenant(tenant).list());
    }

    /**
     * Finds or makes all that a function's instances need. The first function of a runtime makes the runtime's base
     * image, which takes seconds; later ones find it.
     */
    public PreparedImage prepare(TenantName tenant, FunctionSpec spec, Progress progress) {
        return prepare(tenant, spec, null, progress);
    }

    /** As {@link #prepare(TenantName, FunctionSpec, Progress)}, with a base image that was imported in place of the machine's. */
    public PreparedImage prepare(TenantName tenant, FunctionSpec spec, @Nullable Digest base, Progress progress) {
        return guard("prepare an image in", () -> tenant(tenant).prepare(spec, base, progress));
    }

    /** Makes the base image of a runtime from the machine, where that is not done yet; gives its layer. */
    public Digest prepareBase(TenantName tenant, FunctionRuntime runtime, Progress progress) {
        return guard("prepare a base image in", () -> tenant(tenant).bases().layer(runtime, progress));
    }

    /** How far a runtime's base image from the machine is; makes nothing. */
    public BaseState baseState(TenantName tenant, FunctionRuntime runtime) {
        return guard("look at a base image in", () -> tenant(tenant).bases().state(runtime));
    }

    /** Makes sure that functions of a runtime can stand on an imported image; gives the image's layers. */
    public List<Digest> checkBase(TenantName tenant, FunctionRuntime runtime, Digest image) {
        return guard(
                "look at a base image in",
                () -> tenant(tenant).base(runtime, image).layers());
    }

    /** Where the tree of a layer lies, to be read only; the layer counts as used now. */
    public Path tree(TenantName tenant, Digest layer) {
        return guard("read a layer of", () -> {
            TenantStore files = tenant(tenant).store();
            if (files.use(layer).isEmpty()) {
                throw new ImageException(Fault.IMAGE_NOT_FOUND, "layer " + layer + " is not here any more: try again");
            }
            return files.layer(layer);
        });
    }

    /** Keeps the layers of an image until the owner releases them; an owner that has others gives those up. */
    public void retain(TenantName tenant, String owner, PreparedImage image) {
        guard("retain in", () -> {
            tenant(tenant).references().retain(owner, image.layers());
            return true;
        });
    }

    /** Gives up what an owner kept; an owner that kept nothing is fine. */
    public void release(TenantName tenant, String owner) {
        guard("release in", () -> {
            tenant(tenant).references().release(owner);
            return true;
        });
    }

    /** Removes what nobody refers to and nobody has used for the grace; gives the bytes freed. */
    public long collectGarbage() {
        return collectGarbage(config.graceMillis());
    }

    /** As {@link #collectGarbage()}, with a grace of its own. */
    public long collectGarbage(long graceMillis) {
        return guard("collect garbage in", () -> {
            long freed = 0;
            for (TenantImages tenant : all()) {
                freed += tenant.collectGarbage(graceMillis);
            }
            return freed;
        });
    }

    @Override
    public void close() {
        guard("close", () -> {
            lock.close();
            return true;
        });
    }

    private synchronized List<TenantImages> all() {
        return List.copyOf(tenants.values());
    }

    private synchronized TenantImages tenant(TenantName name) throws IOException {
        TenantImages known = tenants.get(name);
        if (known == null) {
            known = new TenantImages(
                    new TenantStore(root.resolve(name.value()), config, room.tenant(name.value())), config);
            tenants.put(name, known);
        }
        return known;
    }

    private static FileChannel open(Path root) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root, ownerOnly);
        }
        FileChannel channel =
                FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean mine = false;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // Held by another store of this very process.
        } finally {
            if (!mine) {
                channel.close();
            }
        }
        if (!mine) {
            throw new ImageException(
                    Fault.STORE_BUSY, "image store " + root + " is in use by another gateway: stop that one first");
        }
        return channel;
    }

    private <T> T guard(String what, IoCall<T> call) {
        try {
            return call.run();
        } catch (InvalidPathException e) {
            throw ImageException.entry(
                    Fault.NAME_NOT_UTF8,
                    e.getInput(),
                    "cannot be a file name in this locale: start the gateway with LC_ALL=C.UTF-8");
        } catch (IOException e) {
            throw new ImageException(
                    Disk.isFull(e) ? Fault.STORE_FULL : Fault.STORE_FAILED,
                    "cannot " + what + " the image store " + root + ": " + e.getMessage(),
                    e);
        }
    }

    private interface IoCall<T> {
        T run() throws IOException;
    }
}
