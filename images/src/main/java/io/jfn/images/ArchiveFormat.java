// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.BufferedInputStream;
import java.io.IOException;

/** The formats of archives, told by their first bytes. */
enum ArchiveFormat {
    TAR,
    TAR_GZ,
    ZIP;

    private static final int[] ZSTD = {0x28, 0xb5, 0x2f, 0xfd};

    /** Looks at the start of a stream and leaves it as it was. */
    static ArchiveFormat of(BufferedInputStream in) throws IOException {
        in.mark(TarHeader.BLOCK);
        byte[] start = new byte[TarHeader.BLOCK];
        int length = in.readNBytes(start, 0, start.length);
        in.reset();
        if (length == 0) {
            throw new ImageException(Fault.EMPTY_ARCHIVE, "archive is empty: no byte was sent");
        }
        if (TarHeader.looksLikeTar(start, length)) {
            return TAR;
        }
        if (begins(start, 0x1f, 0x8b)) {
            return TAR_GZ;
        }
        if (begins(start, 'P', 'K', 3, 4) || begins(start, 'P', 'K', 5, 6)) {
            return ZIP;
        }
        refuseOthers(start);
        if (length == TarHeader.BLOCK && TarHeader.isZero(start)) {
            throw new ImageException(Fault.EMPTY_ARCHIVE, "archive has no entry");
        }
        throw new ImageException(Fault.UNKNOWN_FORMAT, "archive is none of tar, tar.gz and zip");
    }

    /** How a layer is compressed; what jfn cannot read is refused. Leaves the stream as it was. */
    static ImageParts.Compression compression(BufferedInputStream in) throws IOException {
        in.mark(TarHeader.BLOCK);
        byte[] start = new byte[TarHeader.BLOCK];
        in.readNBytes(start, 0, start.length);
        in.reset();
        if (begins(start, 0x1f, 0x8b)) {
            return ImageParts.Compression.GZIP;
        }
        boolean skippable = (start[0] & 0xf0) == 0x50 && begins(start, start[0] & 0xff, 0x2a, 0x4d, 0x18);
        if (skippable || begins(start, ZSTD)) {
            return ImageParts.Compression.ZSTD;
        }
        refuseOthers(start);
        return ImageParts.Compression.PLAIN;
    }

    private static void refuseOthers(byte[] start) {
        if (begins(start, ZSTD)) {
            throw unsupported("zstd");
        }
        if (begins(start, 'B', 'Z', 'h')) {
            throw unsupported("bzip2");
        }
        if (begins(start, 0xfd, '7', 'z', 'X', 'Z')) {
            throw unsupported("xz");
        }
    }

    private static boolean begins(byte[] start, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if ((start[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static ImageException unsupported(String name) {
        return new ImageException(
                Fault.UNSUPPORTED_COMPRESSION, "archive is compressed with " + name + ": use gzip, or no compression");
    }
}
