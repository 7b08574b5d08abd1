// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A gzip stream (RFC 1952) that cannot be made a bomb: at most two members, a bounded ratio, and nothing after the
 * last member. The JDK's own reader takes members without end.
 */
final class Gunzip extends InputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final Growth growth;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[16_384];
    private int at;
    private int limit;
    private int members;
    private boolean inMember;
    private boolean ended;

    Gunzip(InputStream in, int ratio) {
        this.in = in;
        this.growth = new Growth("gzip", ratio);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !beginMember()) {
                ended = true;
                break;
            }
            int n = inflate(into, from, length);
            if (n > 0) {
                crc.update(into, from, n);
                growth.given(n);
                return n;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw malformed("asks for a dictionary");
            } else if (!fill()) {
                throw malformed("ends in the middle");
            } else {
                inflater.setInput(buffer, at, limit - at);
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] into, int from, int length) {
        try {
            int n = inflater.inflate(into, from, length);
            at = limit - inflater.getRemaining();
            return n;
        } catch (DataFormatException e) {
            throw malformed("is damaged (" + e.getMessage() + ")");
        }
    }

    /** False at the clean end of the stream. */
    private boolean beginMember() throws IOException {
        int first = next();
        if (first < 0 && members > 0) {
            return false;
        }
        if (first != 0x1f || next() != 0x8b || next() != 8) {
            throw malformed(members > 0 ? "has data after its end" : "does not begin as gzip");
        }
        if (++members > UnpackLimits.GZIP_MEMBERS) {
            throw new ImageException(
                    Fault.GZIP_MEMBERS, "gzip stream of more than " + UnpackLimits.GZIP_MEMBERS + " members");
        }
        int flags = must();
        for (int i = 0; i < 6; i++) {
            must();
        }
        if ((flags & EXTRA) != 0) {
            for (int left = must() | (must() << 8); left > 0; left--) {
                must();
            }
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        if ((flags & HEADER_CRC) != 0) {
            must();
            must();
        }
        inflater.reset();
        inflater.setInput(buffer, at, limit - at);
        crc.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        long sum = 0;
        for (int i = 0; i < 4; i++) {
            sum |= (long) must() << (8 * i);
        }
        long size = 0;
        for (int i = 0; i < 4; i++) {
            size |= (long) must() << (8 * i);
        }
        if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw malformed("has a wrong checksum");
        }
        inMember = false;
    }

    private void skipText(int present) throws IOException {
        if (present != 0) {
            int length = 0;
            while (must() != 0) {
                if (++length > UnpackLimits.LONGEST_PATH) {
                    throw malformed("has an endless name");
                }
            }
        }
    }

    private int must() throws IOException {
        int b = next();
        if (b < 0) {
            throw malformed("ends in the middle");
        }
        return b;
    }

    private int next() throws IOException {
        return at < limit || fill() ? buffer[at++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer);
        at = 0;
        limit = Math.max(n, 0);
        growth.taken(limit);
        return n > 0;
    }

    private static ImageException malformed(String why) {
        return new ImageException(Fault.GZIP_MALFORMED, "gzip stream " + why);
    }
}
