// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Gzip of which header and level do not depend on defaults: no time, no name, no system. */
final class SteadyGzip extends GZIPOutputStream {
    /** The first bytes of everything that this writes: magic, deflate, no flags, time 0, no extra, system unknown. */
    static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    static final int LEVEL = 6;

    SteadyGzip(OutputStream out) throws IOException {
        super(out, 65_536);
        def.setLevel(LEVEL);
        def.setStrategy(Deflater.DEFAULT_STRATEGY);
    }
}
