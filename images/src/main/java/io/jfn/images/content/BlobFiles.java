// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import io.jfn.images.Fault;
import io.jfn.images.Hashes;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** The blobs of one tenant, each a file named by its digest that appears, verified, by a rename. */
final class BlobFiles {
    private final Path folder;
    private final RecordFiles files;
    private final Space space;
    private final ContentConfig config;
    private final ReentrantLock lock;

    /** {@code lock} is held while blobs appear, are marked as used and go. */
    BlobFiles(Path folder, RecordFiles files, Space space, ContentConfig config, ReentrantLock lock) {
        this.folder = folder;
        this.files = files;
        this.space = space;
        this.config = config;
        this.lock = lock;
    }

    Path file(Digest digest) {
        return folder.resolve(digest.hex());
    }

    List<Digest> all() throws IOException {
        return RecordFiles.list(folder).stream()
                .map(file -> new Digest("sha256:" + file.getFileName()))
                .toList();
    }

    OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(file(digest)));
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    /** A blob that is here; marks it as used now, so that no collection takes it meanwhile. */
    Optional<StoredBlob> use(Digest digest) throws IOException {
        Path file = file(digest);
        lock.lock();
        try {
            OptionalLong size = size(digest);
            if (size.isEmpty()) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.from(config.clock().instant()));
            return Optional.of(new StoredBlob(digest, size.getAsLong(), file));
        } finally {
            lock.unlock();
        }
    }

    StoredBlob add(Digest expected, long size, InputStream bytes) throws IOException {
        long most = size < 0 ? Long.MAX_VALUE : size;
        Path work = files.fresh();
        var sha256 = Hashes.sha256();
        var writer = new SpaceWriter(space, sha256);
        boolean placed = false;
        try {
            if (size > 0) {
                writer.reserve(size);
            }
            try (var out = FileChannel.open(work, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (!writer.copy(bytes, out, most) || (size >= 0 && writer.written() != size)) {
                    throw new ImageException(
                            Fault.SIZE_MISMATCH,
                            "blob " + expected + " has "
                                    + (writer.written() == size
                                            ? "more than " + size
                                            : String.valueOf(writer.written()))
                                    + " bytes where " + size + " were announced");
                }
                verify(expected, Hashes.digest(sha256));
                out.force(true);
            }
            StoredBlob blob = place(work, expected, writer.written());
            placed = true;
            return blob;
        } finally {
            if (!placed) {
                Files.deleteIfExists(work);
                writer.giveBack();
            }
        }
    }

    /** Takes a finished, verified file whose space was taken; when the blob is here already, the older one stays. */
    StoredBlob place(Path work, Digest digest, long size) throws IOException {
        lock.lock();
        try {
            Optional<StoredBlob> known = use(digest);
            if (known.isPresent()) {
                Files.delete(work);
                space.give(size);
                return known.get();
            }
            Path file = file(digest);
            Files.setLastModifiedTime(work, FileTime.from(config.clock().instant()));
            RecordFiles.move(work, file);
            return new StoredBlob(digest, size, file);
        } finally {
            lock.unlock();
        }
    }

    /** Removes a blob that was not used since {@code before}; gives the bytes freed. */
    long expire(Digest digest, FileTime before) throws IOException {
        Path file = file(digest);
        lock.lock();
        try {
            if (Files.getLastModifiedTime(file).compareTo(before) > 0) {
                return 0;
            }
            long size = Files.size(file);
            Files.delete(file);
            space.give(size);
            return size;
        } finally {
            lock.unlock();
        }
    }

    static void verify(Digest expected, Digest actual) {
        if (!expected.equals(actual)) {
            throw new ImageException(
                    Fault.DIGEST_MISMATCH, "blob " + expected + " came with other bytes: their digest is " + actual);
        }
    }
}
