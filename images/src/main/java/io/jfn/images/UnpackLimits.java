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
    static final int GZIP_MEMBERS = 2;
    static final long RATIO_FREE_BYTES = 1 << 20;
}
