// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that tells a {@link Progress} of each MiB read. */
final class Watched extends FilterInputStream {
    private static final long EVERY = 1 << 20;

    private final String step;
    private final long total;
    private final Progress progress;
    private long done;
    private long told;

    /** Counts on from {@code done}, what was read of other streams before. */
    Watched(InputStream in, String step, long done, long total, Progress progress) {
        super(in);
        this.step = step;
        this.total = total;
        this.progress = progress;
        this.done = done;
        this.told = done;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = super.read(into, from, length);
        count(Math.max(n, 0));
        return n;
    }

    private void count(int more) {
        done += more;
        if (done - told >= EVERY) {
            told = done;
            progress.step(step, done, total);
        }
    }
}
