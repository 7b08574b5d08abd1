// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jfn.api.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folders of one tenant: {@code layers/<hex>} (trees), {@code meta/<hex>} (what is known of each), {@code images},
 * {@code bases}, {@code refs} and {@code tmp}. Whatever appears in them appears whole, by a rename; a killed process
 * leaves only things in {@code tmp}, which the next start empties.
 */
final class TenantStore {
    private final Path root;
    private final ImageStoreConfig config;
    private final StoreRoom.Tenant room;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong scratch = new AtomicLong();

    TenantStore(Path root, ImageStoreConfig config, StoreRoom.Tenant room) throws IOException {
        this.root = root;
        this.config = config;
        this.room = room;
        for (String folder : new String[] {"", "layers", "meta", "images", "bases", "refs", "tmp"}) {
            Path path = root.resolve(folder);
            if (!Files.isDirectory(path)) {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }
        recover();
    }

    /** The folder of a kind of record: {@code images}, {@code bases} or {@code refs}. */
    Path folder(String kind) {
        return root.resolve(kind);
    }

    Path layer(Digest digest) {
        return root.resolve("layers").resolve(digest.hex());
    }

    /** What is known of a layer that is here; marks it as used now, so that no collection takes it meanwhile. */
    Optional<LayerRecord> use(Digest digest) throws IOException {
        lock.lock();
        try {
            Path meta = root.resolve("meta").resolve(digest.hex());
            Optional<LayerRecord> known = read(meta, LayerRecord.class);
            if (known.isPresent()) {
                Files.setLastModifiedTime(meta, FileTime.from(config.clock().instant()));
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a finished tree into the store under its digest; when it is there already, the older one stays. */
    void place(Path tree, Digest digest, LayerRecord known) throws IOException {
        lock.lock();
        try {
            Path layer = layer(digest);
            if (!Files.exists(layer)) {
                write(root.resolve("meta").resolve(digest.hex()), known);
                Files.move(tree, layer, StandardCopyOption.ATOMIC_MOVE);
                room.keep(known);
                TreeSync.force(root.resolve("layers"));
            }
            if (use(digest).map(LayerRecord::takesAway).isEmpty()) {
                write(root.resolve("meta").resolve(digest.hex()), known); // of a store that did not keep it
            }
        } finally {
            lock.unlock();
        }
    }

    /** Room on the disk for one piece of work, given back when it is closed; what was placed meanwhile stays counted. */
    StoreRoom.Use room() {
        return room.use();
    }

    /** An empty folder for one piece of work; its maker removes it. */
    Path scratch() throws IOException {
        Path made = root.resolve("tmp").resolve(Long.toString(scratch.incrementAndGet()));
        return Files.createDirectory(
                made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new ImageException(
                    Fault.STORE_FAILED,
                    "record " + file.getFileName() + " of the image store is damaged: remove it",
                    e);
        }
    }

    /** Writes a record so that a reader, and the next start after a power cut, sees the old or the new one. */
    void write(Path file, Object record) throws IOException {
        Path work = root.resolve("tmp").resolve("r" + scratch.incrementAndGet());
        try (var channel = FileChannel.open(work, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var bytes = java.nio.ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(record));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(work, file, StandardCopyOption.ATOMIC_MOVE);
        TreeSync.force(java.util.Objects.requireNonNull(file.getParent()));
    }

    /** Removes layers that are not among the live ones and were not used since {@code before}; gives the bytes freed. */
    long sweep(Set<String> live, long beforeMillis) throws IOException {
        long freed = 0;
        for (Path meta : Trees.list(root.resolve("meta"))) {
            String hex = meta.getFileName().toString();
            Path trash = root.resolve("tmp").resolve("t" + scratch.incrementAndGet());
            lock.lock();
            try {
                if (live.contains(hex) || Files.getLastModifiedTime(meta).toMillis() > beforeMillis) {
                    continue;
                }
                Optional<LayerRecord> known = read(meta, LayerRecord.class);
                Trees.move(root.resolve("layers").resolve(hex), trash);
                Files.delete(meta);
                freed += known.map(LayerRecord::bytes).orElse(0L);
                known.ifPresent(room::drop);
            } finally {
                lock.unlock();
            }
            Trees.delete(trash);
        }
        return freed;
    }

    /** Empties {@code tmp}, and drops records without a tree and trees without a record. */
    private void recover() throws IOException {
        for (Path left : Trees.list(root.resolve("tmp"))) {
            Trees.delete(left);
        }
        Set<String> trees = new HashSet<>();
        for (Path layer : Trees.list(root.resolve("layers"))) {
            String hex = layer.getFileName().toString();
            if (Files.exists(root.resolve("meta").resolve(hex))) {
                trees.add(hex);
            } else {
                Trees.delete(layer);
            }
        }
        for (Path meta : Trees.list(root.resolve("meta"))) {
            if (trees.contains(meta.getFileName().toString())) {
                read(meta, LayerRecord.class).ifPresent(room::keep);
            } else {
                Files.delete(meta);
            }
        }
    }
}
