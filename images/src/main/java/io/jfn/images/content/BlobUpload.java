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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A blob that comes in pieces: visible to nobody until it is finished. What has arrived stays when a piece is cut off and when the
 * process is killed, so that the sender can go on from {@link #offset()}. One thread at a time works on it; a second is refused.
 */
public final class BlobUpload {
    private final String id;
    private final Path file;
    private final Uploads uploads;
    private final ReentrantLock busy = new ReentrantLock();
    /** Of the first {@link #offset} bytes; null until it is computed of what an earlier process left. */
    private @Nullable MessageDigest sha256;

    private volatile long offset;
    private boolean over;

    BlobUpload(String id, Path file, long offset, Uploads uploads) {
        this.id = id;
        this.file = file;
        this.offset = offset;
        this.uploads = uploads;
    }

    /** By which it is resumed. */
    public String id() {
        return id;
    }

    /** How many bytes have arrived. */
    public long offset() {
        return offset;
    }

    /**
     * Takes the next bytes, {@code most} of them at most: a longer stream is refused when that many have arrived. What
     * arrived before a failure stays.
     */
    public long append(InputStream bytes, long most) {
        return alone("continue", () -> {
            MessageDigest known = digest();
            var writer = new SpaceWriter(uploads.space(), known);
            long from = offset;
            boolean whole;
            try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                out.position(from);
                try {
                    whole = writer.copy(bytes, out, most);
                } finally {
                    offset = from + writer.written();
                    writer.settle();
                }
            }
            uploads.touch(file);
            if (!whole) {
                throw new ImageException(
                        Fault.UPLOAD_TOO_LONG, "upload " + id + ": the piece has more than " + most + " bytes");
            }
            return offset;
        });
    }

    /** Makes it a blob when its digest is the expected one; otherwise nothing of it is kept. */
    public StoredBlob finish(Digest expected) {
        return alone("finish", () -> {
            boolean verified = false;
            try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                BlobFiles.verify(expected, Hashes.digest(digest()));
                out.truncate(offset);
                out.force(true);
                verified = true;
            } finally {
                if (!verified) {
                    drop();
                }
            }
            StoredBlob blob = uploads.blobs().place(file, expected, offset);
            end();
            return blob;
        });
    }

    /** Gives up what has arrived. */
    public void cancel() {
        alone("cancel", () -> {
            drop();
            return offset;
        });
    }

    /** Gives it up when no piece has come since {@code before} and none is coming. */
    boolean expire(FileTime before) throws IOException {
        if (!busy.tryLock()) {
            return false;
        }
        try {
            boolean old = !over && Files.getLastModifiedTime(file).compareTo(before) <= 0;
            if (old) {
                drop();
            }
            return old;
        } finally {
            busy.unlock();
        }
    }

    private void drop() throws IOException {
        Files.deleteIfExists(file);
        uploads.space().give(offset);
        end();
    }

    private void end() {
        over = true;
        uploads.forget(this);
    }

    private MessageDigest digest() throws IOException {
        MessageDigest known = sha256;
        if (known == null) {
            known = Hashes.sha256();
            byte[] buffer = new byte[128 << 10];
            try (InputStream in = Files.newInputStream(file)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    known.update(buffer, 0, n);
                }
            }
            sha256 = known;
        }
        return known;
    }

    private <T> T alone(String what, IoCall<T> call) {
        if (!busy.tryLock()) {
            throw new ImageException(
                    Fault.UPLOAD_BUSY, "upload " + id + " is being written by another request: wait for that one");
        }
        try {
            if (over) {
                throw Uploads.unknown(id);
            }
            return IoCall.guard(what + " upload " + id, call);
        } finally {
            busy.unlock();
        }
    }
}
