// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.images.TreeSync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Small files of a content store, each of which is there whole or not at all, also after a power cut. */
final class RecordFiles {
    private final Path work;
    private final AtomicLong number = new AtomicLong();

    /** Works in a folder of the same file system, which is emptied: what is in it was left by a killed process. */
    RecordFiles(Path work) throws IOException {
        this.work = work;
        folder(work);
        for (Path left : list(work)) {
            Files.delete(left);
        }
    }

    /** A path for a file that is being written. */
    Path fresh() {
        return work.resolve(Long.toString(number.incrementAndGet()));
    }

    static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            TreeSync.force(parent(folder));
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    void write(Path file, String text) throws IOException {
        Path fresh = fresh();
        try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        move(fresh, file);
    }

    /** Makes an empty file, for whose name alone it is there. */
    static void mark(Path file) throws IOException {
        Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        TreeSync.force(parent(file));
    }

    static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        TreeSync.force(parent(to));
    }

    static boolean delete(Path file) throws IOException {
        boolean was = Files.deleteIfExists(file);
        if (was) {
            TreeSync.force(parent(file));
        }
        return was;
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "everything lies in a folder");
    }
}
