// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive that, between its two parts, puts a link in the place of a folder that the first part made. */
final class SwappingStream extends InputStream {
    private final InputStream before;
    private final InputStream after;
    private final Path works;
    private final String made;
    private final Path target;
    private boolean swapped;

    /** Swaps what one piece of work below {@code works} has made under the name {@code made}. */
    SwappingStream(byte[] before, byte[] after, Path works, String made, Path target) {
        this.before = new ByteArrayInputStream(before);
        this.after = new ByteArrayInputStream(after);
        this.works = works;
        this.made = made;
        this.target = target;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        // One block at a time, so that the reader has acted on a block before it gets the next.
        int n = before.read(into, from, Math.min(length, 512));
        if (n >= 0) {
            return n;
        }
        if (!swapped) {
            swapped = true;
            Path folder = Trees.list(works).getFirst().resolve(made);
            Files.move(folder, folder.resolveSibling("moved"));
            Files.createSymbolicLink(folder, target);
        }
        return after.read(into, from, length);
    }
}
