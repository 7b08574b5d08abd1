// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A request's body of a known length, which can be sent more than once and says how far it has come. */
final class Upload {
    private final Source source;
    private final long size;
    private final LongConsumer progress;
    private final AtomicLong sent = new AtomicLong();

    /** Where the bytes come from, from the first on each time. */
    interface Source {
        InputStream open() throws IOException;
    }

    /** The listener hears of each further piece how many bytes it has; of a second sending, only what goes beyond the first. */
    Upload(Source source, long size, LongConsumer progress) {
        this.source = source;
        this.size = size;
        this.progress = progress;
    }

    static Upload of(byte[] bytes) {
        return new Upload(() -> new ByteArrayInputStream(bytes), bytes.length, _ -> {});
    }

    /** Grows with every byte that is handed to the connection. */
    AtomicLong sent() {
        return sent;
    }

    HttpRequest.BodyPublisher publisher() {
        return size == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofInputStream(this::open), size);
    }

    private InputStream open() {
        try {
            return new Counted(new BufferedInputStream(source.open(), 65_536));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Counted extends FilterInputStream {
        private long at;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int n = super.read(into, from, length);
            if (n > 0) {
                at += n;
                long before = sent.getAndUpdate(most -> Math.max(most, at));
                if (at > before) {
                    progress.accept(at - before);
                }
            }
            return n;
        }
    }
}
