// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/** Copies a stream into a file, its space taken before each write and its digest computed on the way. Used by one thread. */
final class SpaceWriter {
    private static final int BUFFER = 128 << 10;

    private final Space space;
    private final MessageDigest sha256;
    private long reserved;
    private long written;

    SpaceWriter(Space space, MessageDigest sha256) {
        this.space = space;
        this.sha256 = sha256;
    }

    /** Takes the space of what will come at once, so that a blob that cannot fit is not begun. */
    void reserve(long bytes) throws IOException {
        space.take(bytes);
        reserved += bytes;
    }

    long written() {
        return written;
    }

    /** Gives back all space, written or reserved. */
    void giveBack() {
        space.give(reserved);
        reserved = 0;
    }

    /** Gives back what was reserved and not written. */
    void settle() {
        space.give(reserved - written);
        reserved = written;
    }

    /** Copies to the stream's end; false when it has more than {@code most} bytes, of which none beyond is written. */
    boolean copy(InputStream from, FileChannel to, long most) throws IOException {
        byte[] buffer = new byte[Math.clamp(most, 1, BUFFER)];
        for (int n = read(from, buffer); n >= 0; n = read(from, buffer)) {
            int fit = (int) Math.min(n, most - written);
            if (written + fit > reserved) {
                reserve(written + fit - reserved);
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, fit);
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
            sha256.update(buffer, 0, fit);
            written += fit;
            if (fit < n) {
                return false;
            }
        }
        return true;
    }

    private static int read(InputStream from, byte[] buffer) {
        try {
            return from.read(buffer);
        } catch (IOException e) {
            throw new ImageException(Fault.READ_FAILED, "the blob did not arrive whole: " + e.getMessage(), e);
        }
    }
}
