// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body as it comes, with back-pressure; a read that waits in vain ends in a {@link StalledException}. The
 * JDK's own stream waits for ever: its time limit ends with the headers.
 */
final class BodyStream extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
    /** What has to come for each stall's worth of waiting; a server that drips is as good as silent. */
    private static final int LEAST = 1024;

    private static final int AHEAD = 2;

    private sealed interface Event {
        record Bytes(List<ByteBuffer> buffers) implements Event {}

        record Failed(Throwable cause) implements Event {}

        record End() implements Event {}
    }

    private final Duration stall;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private @Nullable Event last;
    private long waited;
    private long came;

    BodyStream(Duration stall) {
        this.stall = stall;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription.complete(given)) {
            given.request(AHEAD);
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event.Bytes(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        events.add(new Event.Failed(cause));
    }

    @Override
    public void onComplete() {
        events.add(new Event.End());
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
        while (ready.isEmpty()) {
            if (!fill()) {
                return -1;
            }
        }
        ByteBuffer first = ready.getFirst();
        int n = Math.min(length, first.remaining());
        first.get(into, from, n);
        if (!first.hasRemaining()) {
            ready.removeFirst();
        }
        return n;
    }

    /** Takes the next event; false at the end. */
    private boolean fill() throws IOException {
        Event event = last != null ? last : next();
        return switch (event) {
            case Event.Bytes(List<ByteBuffer> buffers) -> {
                for (ByteBuffer buffer : buffers) {
                    came += buffer.remaining();
                    if (buffer.hasRemaining()) {
                        ready.add(buffer);
                    }
                }
                subscription.join().request(1);
                yield true;
            }
            case Event.Failed(Throwable cause) -> {
                last = event;
                throw new IOException(String.valueOf(cause.getMessage()), cause);
            }
            case Event.End _ -> {
                last = event;
                yield false;
            }
        };
    }

    private Event next() throws IOException {
        if (came >= LEAST) {
            came = 0;
            waited = 0;
        }
        long start = System.nanoTime();
        try {
            Event event = events.poll(stall.toNanos() - waited, TimeUnit.NANOSECONDS);
            if (event != null) {
                waited += System.nanoTime() - start;
                return event;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            var interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
        close();
        throw new StalledException(stall);
    }

    /** Ends the exchange; a body that was not read to its end takes its connection along. */
    @Override
    public void close() {
        // A subscription that comes later is turned away.
        if (!(last instanceof Event.End) && !subscription.cancel(false)) {
            subscription.join().cancel();
        }
    }
}
