// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.LogLine;
import io.jfn.gateway.logs.LogQuery;
import io.jfn.gateway.logs.LogSource;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A followed log as a stream without end: the log's thread waits while the client takes nothing, and loses by its own rules. */
final class LogStream implements Flow.Publisher<LogLine> {
    private final LogSource logs;
    private final String function;
    private final LogQuery query;

    LogStream(LogSource logs, String function, LogQuery query) {
        this.logs = logs;
        this.function = function;
        this.query = query;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super LogLine> client) {
        var reading = new Reading(client);
        client.onSubscribe(reading);
        try {
            reading.follow(logs.follow(function, query, reading::line));
        } catch (RuntimeException e) {
            client.onError(e);
        }
    }

    /** One client's reading. The lock guards the end of it. */
    private static final class Reading implements Flow.Subscription {
        private static final int MOST = 1 << 16;

        private final Flow.Subscriber<? super LogLine> client;
        private final Semaphore wanted = new Semaphore(0);
        private volatile boolean gone;
        private @Nullable AutoCloseable source;

        Reading(Flow.Subscriber<? super LogLine> client) {
            this.client = client;
        }

        void line(LogLine line) {
            try {
                wanted.acquire();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            if (gone) {
                wanted.release();
            } else {
                client.onNext(line);
            }
        }

        @Override
        public void request(long lines) {
            wanted.release((int) Math.min(lines, MOST));
        }

        @Override
        public void cancel() {
            gone = true;
            wanted.release();
            close();
        }

        void follow(AutoCloseable opened) {
            synchronized (this) {
                source = opened;
            }
            if (gone) {
                close();
            }
        }

        private void close() {
            AutoCloseable mine;
            synchronized (this) {
                mine = source;
                source = null;
            }
            if (mine != null) {
                try {
                    mine.close();
                } catch (Exception e) {
                    throw new IllegalStateException("cannot stop following the log", e);
                }
            }
        }
    }
}
