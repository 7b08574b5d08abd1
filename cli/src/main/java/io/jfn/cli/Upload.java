// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as a request's body, of which the progress is told. */
final class Upload {
    private final Path file;
    private final DeployProgress progress;
    private final long size;

    Upload(Path file, DeployProgress progress) throws IOException {
        this.file = file;
        this.progress = progress;
        this.size = Files.size(file);
    }

    BodyPublisher publisher() {
        BodyPublisher body = BodyPublishers.ofInputStream(this::open);
        return size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(body, size);
    }

    private InputStream open() {
        try {
            return new Counted(Files.newInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Counted extends FilterInputStream {
        private final String step = "upload " + Shown.bytes(size);
        private long sent;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read > 0) {
                sent += read;
                progress.step(step, sent, size);
            }
            return read;
        }
    }
}
