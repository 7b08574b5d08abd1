// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.archive.TarOutput;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A tar archive of a folder that depends on nothing but what is put in: no times, no owners, two modes. */
final class TarWriter implements Closeable {
    private static final long NO_TIME = 0;

    private final OutputStream out;
    private final TarOutput tar;

    TarWriter(OutputStream out) {
        this.out = out;
        tar = new TarOutput(out);
    }

    void folder(String name) throws IOException {
        tar.folder(name, 0755, NO_TIME);
    }

    void link(String name, String target) throws IOException {
        tar.symlink(name, target, NO_TIME);
    }

    /** Takes exactly {@code size} bytes of the content; fewer or more mean that the file changed meanwhile. */
    void file(String name, boolean executable, long size, InputStream content) throws IOException {
        tar.file(name, executable ? 0755 : 0644, NO_TIME, size, content);
        if (content.read() >= 0) {
            throw new IOException(name + " became longer while it was read");
        }
    }

    /** Ends the archive, and the stream with it. */
    @Override
    public void close() throws IOException {
        tar.end();
        out.close();
    }
}
