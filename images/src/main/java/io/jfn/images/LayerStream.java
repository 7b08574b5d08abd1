// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** A layer's blob as the tar stream in it, digested on the way. */
final class LayerStream implements AutoCloseable {
    static final String STEP = "unpack layers";

    private final MessageDigest sha256 = Hashes.sha256();
    private final InputStream plain;

    /** Tells the progress of the compressed bytes read, counted on from {@code done}. */
    LayerStream(ImageParts.LayerBlob layer, int ratio, Progress progress, long done, long total) throws IOException {
        InputStream file = layer.fetch().opening().open();
        try {
            var raw = new BufferedInputStream(new Watched(file, STEP, done, total, progress), 65_536);
            ImageParts.Compression found = ArchiveFormat.compression(raw);
            if (layer.compression() != ImageParts.Compression.UNSAID && layer.compression() != found) {
                throw new ImageException(
                        Fault.MEDIA_TYPE, "layer " + layer.digest() + " is not compressed as its media type says");
            }
            InputStream unpacked = switch (found) {
                case GZIP -> new Gunzip(raw, ratio);
                case ZSTD -> new Unzstd(raw, ratio);
                case PLAIN, UNSAID -> raw;
            };
            plain = new BufferedInputStream(new DigestInputStream(unpacked, sha256), 65_536);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    InputStream plain() {
        return plain;
    }

    /** The digest of all that was read; of the whole once a {@link TarReader} has come to the end. */
    Digest digest() {
        return Hashes.digest(sha256);
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
