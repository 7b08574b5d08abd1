// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of one request on its way in: counted, held back on demand, and got rid of when nobody wants it. Confined to its loop. */
final class RequestBody {
    /** What is read of an unwanted body so that the connection can be kept. */
    static final long MOST_DISCARDED = 256 * 1024;

    private static final long DISCARD_MILLIS = 2000;

    /** Who gets the body. */
    interface Receiver {
        void data(ByteBuf piece);

        void bodyEnd();

        void tooLong();
    }

    private final HttpServerRequest request;
    private final EventLoop loop;
    private final long length;
    private final long most;
    private long seen;
    private boolean complete;
    private boolean discarding;
    private boolean unsent;
    private @Nullable ScheduledFuture<?> patience;

    /** {@code length} is 0 for none and -1 when unknown; {@code most} is what its receiver takes. */
    RequestBody(HttpServerRequest request, EventLoop loop, long length, long most) {
        this.request = request;
        this.loop = loop;
        this.length = length;
        this.most = most;
        this.complete = length == 0;
    }

    /** The length that a request states, before it is known to be fit: 0 for none, -1 for not known. */
    static long statedLength(HttpServerRequest request) {
        String stated = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        if (stated != null) {
            return ReplyHeaderPolicy.length(stated);
        }
        boolean framed = request.version() == HttpVersion.HTTP_2;
        return framed || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) ? -1 : 0;
    }

    /** The caller waits for a word before it sends the body. */
    void isUnsent() {
        unsent = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether the connection must end because too much of the body is still to come, or may never come. */
    boolean isTooMuchToDiscard() {
        return !complete && (unsent || length - seen > MOST_DISCARDED);
    }

    void flowTo(Receiver receiver) {
        if (complete) {
            receiver.bodyEnd();
            return;
        }
        if (unsent) {
            unsent = false;
            request.response().writeContinue();
        }
        request.handler(piece -> arrived(piece, receiver));
        request.endHandler(_ -> {
            complete = true;
            receiver.bodyEnd();
        });
        request.resume();
    }

    private void arrived(Buffer piece, Receiver receiver) {
        seen += piece.length();
        if (seen > most) {
            receiver.tooLong();
        } else {
            receiver.data(VertxBuffers.of(piece));
        }
    }

    /** Lets nothing more in until {@link #resume}; what the socket's buffers hold stays there. */
    void pause() {
        if (!complete && !discarding) {
            request.pause();
        }
    }

    void resume() {
        if (!complete && !discarding) {
            request.resume();
        }
    }

    /** Nobody wants the rest: it is read and dropped as far as that is cheap, and else the connection ends. */
    void discard(boolean closing) {
        if (discarding) {
            return;
        }
        discarding = true;
        if (complete) {
            if (closing) {
                request.connection().close();
            }
        } else if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(0); // NO_ERROR: the reply is complete, the rest is not needed (RFC 9113, 8.1)
        } else {
            long until = seen + MOST_DISCARDED;
            patience = loop.schedule(() -> request.connection().close(), DISCARD_MILLIS, TimeUnit.MILLISECONDS);
            request.handler(piece -> {
                seen += piece.length();
                if (seen > until) {
                    discarded(true);
                }
            });
            request.endHandler(_ -> {
                complete = true;
                discarded(closing);
            });
            request.exceptionHandler(_ -> discarded(false));
            request.resume();
        }
    }

    private void discarded(boolean closing) {
        if (patience != null) {
            patience.cancel(false);
        }
        if (closing) {
            request.connection().close();
        }
    }
}
