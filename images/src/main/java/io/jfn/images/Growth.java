// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/** How much a compressed stream has grown: refused beyond a ratio, once the first MiB is out. */
final class Growth {
    private final String format;
    private final int ratio;
    private long taken;
    private long given;

    Growth(String format, int ratio) {
        this.format = format;
        this.ratio = ratio;
    }

    void taken(int compressed) {
        taken += compressed;
    }

    void given(int plain) {
        given += plain;
        if (given > UnpackLimits.RATIO_FREE_BYTES && given / ratio > taken) {
            throw new ImageException(
                    Fault.COMPRESSION_RATIO,
                    format + " stream that grows more than " + ratio + " times: it looks like a decompression bomb");
        }
    }
}
