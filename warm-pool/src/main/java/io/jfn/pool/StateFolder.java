// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The worker's part of the node's state folder: its lock, so that one worker at a time works there, and the node's id, by which
 * a worker finds what an earlier one left.
 */
final class StateFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private StateFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Takes the lock; throws {@link IllegalStateException} when another worker has it. */
    static StateFolder lock(Path root) {
        try {
            var folder = Files.createDirectories(
                    root.resolve("worker"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(root.resolve("run"));
            var channel = FileChannel.open(
                    folder.resolve("worker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new IllegalStateException(
                        "another worker serves " + root + ": stop it first, or give this one another --state");
            }
            return new StateFolder(root, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("the state folder " + root + " cannot be used: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("resource") // the lock lives as long as its channel
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The node's id: chosen at random at the first start, the same ever after. */
    String node() {
        var file = root.resolve("worker/node");
        try {
            if (Files.exists(file)) {
                String kept = Files.readString(file).strip();
                if (kept.matches("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")) {
                    return kept;
                }
            }
            String chosen = "n" + UUID.randomUUID().toString().substring(0, 8);
            var draft = root.resolve("worker/node.new");
            Files.writeString(draft, chosen + "\n");
            Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            return chosen;
        } catch (IOException e) {
            throw new UncheckedIOException("the node's id cannot be kept in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Where the gateway unpacks layers. */
    Path store() {
        return root.resolve("store");
    }

    Path socket() {
        return root.resolve("run/worker.sock");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
