// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;

/** A zstd stream (RFC 8878) that cannot be made a bomb: its framing is checked first, and its growth is bounded. */
final class Unzstd extends InputStream {
    private final Growth growth;
    private final ZstdInputStreamNoFinalizer plain;

    Unzstd(InputStream in, int ratio) throws IOException {
        growth = new Growth("zstd", ratio);
        try {
            plain = new ZstdInputStreamNoFinalizer(new ZstdFrames(in, growth));
            plain.setLongMax(Long.numberOfTrailingZeros(UnpackLimits.ZSTD_WINDOW));
        } catch (LinkageError e) {
            throw new ImageException(
                    Fault.UNSUPPORTED_COMPRESSION,
                    "zstd cannot be read on this machine (" + e.getMessage() + "): use gzip, or no compression",
                    e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n;
        try {
            n = plain.read(into, from, length);
        } catch (ZstdIOException e) {
            throw new ImageException(Fault.ZSTD_MALFORMED, "zstd stream is damaged (" + e.getMessage() + ")", e);
        }
        growth.given(Math.max(n, 0));
        return n;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
