// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.InputStream;
import java.util.Iterator;

/** A stream whose parts are made while it is read; it may have no end. */
final class PartsStream extends InputStream {
    private final Iterator<byte[]> parts;
    private byte[] part = {};
    private int at;

    PartsStream(Iterator<byte[]> parts) {
        this.parts = parts;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        while (at == part.length) {
            if (!parts.hasNext()) {
                return -1;
            }
            part = parts.next();
            at = 0;
        }
        int n = Math.min(length, part.length - at);
        System.arraycopy(part, at, into, from, n);
        at += n;
        return n;
    }
}
