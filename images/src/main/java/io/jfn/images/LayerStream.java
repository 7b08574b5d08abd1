// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** A layer's blob as the tar stream in it, digested on the way. */
final class LayerStream implements AutoCloseable {
    private final MessageDigest sha256 = Hashes.sha256();
    private final InputStream plain;

    LayerStream(ImageParts.LayerBlob layer, int ratio) throws IOException {
        var raw = new BufferedInputStream(Files.newInputStream(layer.blob().file()), 65_536);
        boolean gzip = ArchiveFormat.isGzip(raw);
        boolean asSaid = switch (layer.compression()) {
            case PLAIN -> !gzip;
            case GZIP -> gzip;
            case UNSAID -> true;
        };
        if (!asSaid) {
            raw.close();
            throw new ImageException(
                    Fault.MEDIA_TYPE, "layer " + layer.blob().digest() + " is not compressed as its media type says");
        }
        InputStream unpacked = gzip ? new Gunzip(raw, ratio) : raw;
        plain = new BufferedInputStream(new DigestInputStream(unpacked, sha256), 65_536);
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
