// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/**
 * How much one archive may unpack to (sandbox-spec 2.7).
 *
 * @param bytes bytes of all files together
 * @param entries entries of all kinds together, headers that carry only names included
 * @param layers layers of an image
 * @param ratio uncompressed to compressed bytes, once the first MiB is out
 */
public record UnpackLimits(long bytes, int entries, int layers, int ratio) {
    public static final UnpackLimits DEFAULT = new UnpackLimits(2L << 30, 200_000, 128, 100);

    static final int DEEPEST = 64;
    static final int LONGEST_PATH = 4096;
    static final int LONGEST_NAME = 255;
    static final long NAMES_BYTES = 32 << 20;
    static final int GZIP_MEMBERS = 2;
    static final long ZSTD_WINDOW = 8 << 20;
    // Tools that make layers seekable begin a frame for each file, and add a few without content for their index.
    static final int ZSTD_FRAMES = 400_000;
    static final int ZSTD_EMPTY_FRAMES = 16;
    static final long RATIO_FREE_BYTES = 1 << 20;
}
