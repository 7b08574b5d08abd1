// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.Outcome;
import io.jfn.api.Problem;
import io.jfn.gateway.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * The reply to one request: the one place that writes to callers. Confined to the request's event loop.
 *
 * <p>What a function gives is held until {@link #flush}, which its owner calls when the instance is done or the loop's turn
 * ends: a short reply then leaves in one write, after its instance is free for the caller's next invocation.
 */
final class Reply {
    static final AsciiString OUTCOME = AsciiString.cached("X-Jfn-Outcome");
    static final AsciiString COLD = AsciiString.cached("X-Jfn-Cold");
    static final AsciiString INSTANCE = AsciiString.cached("X-Jfn-Instance");
    static final AsciiString SERVER_TIMING = AsciiString.cached("Server-Timing");

    private static final HttpDate DATE = new HttpDate(System::currentTimeMillis);
    private static final Buffer NOTHING = Buffer.buffer();

    private enum Phase {
        /** Nothing was given. */
        OPEN,
        /** The head was given and is held. */
        HELD,
        /** The head is on its way to the caller. */
        STREAMING,
        /** Nothing more can be written. */
        CLOSED
    }

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String invocation;
    private Phase phase = Phase.OPEN;
    private boolean withoutBody;
    private boolean ending;
    private long length = ReplyHeaderPolicy.UNKNOWN;
    private long given;
    private @Nullable ByteBuf held;

    Reply(HttpServerRequest request, String invocation) {
        this.request = request;
        this.response = request.response();
        this.invocation = invocation;
    }

    /** Takes a function's head. Returns why it can not be passed on, or null. */
    @Nullable
    String head(int status, HttpHeaders headers, Receipt receipt, boolean cold, String instance) {
        MultiMap to = response.headers();
        switch (ReplyHeaderPolicy.judge(status, headers, (name, value) -> to.add(name, value))) {
            case ReplyHeaderPolicy.Verdict.Unfit unfit -> {
                return unfit.reason();
            }
            case ReplyHeaderPolicy.Verdict.Fit fit -> length = fit.contentLength();
        }
        phase = Phase.HELD;
        withoutBody = request.method().equals(HttpMethod.HEAD) || status == 204 || status == 205 || status == 304;
        response.setStatusCode(status);
        receipt(Outcome.COMPLETED, receipt, cold, instance);
        return null;
    }

    private void receipt(Outcome outcome, Receipt receipt, boolean cold, @Nullable String instance) {
        MultiMap to = response.headers();
        to.add(OUTCOME, outcome.toString());
        to.add(RequestHeaderPolicy.INVOCATION_ID, invocation);
        to.add(COLD, cold ? "true" : "false");
        if (instance != null) {
            to.add(INSTANCE, instance);
        }
        to.add(SERVER_TIMING, receipt.serverTiming());
        if (!to.contains(HttpHeaderNames.DATE)) {
            to.add(HttpHeaderNames.DATE, DATE.now());
        }
    }

    /** Takes a piece of the body over. False when the caller reads too slowly; {@link #whenWritable} tells of the end of that. */
    boolean write(ByteBuf data) {
        given += data.readableBytes();
        if (withoutBody || isOverLength() || !data.isReadable()) {
            data.release();
            return true;
        }
        if (phase == Phase.HELD && held == null) {
            held = data;
            return true;
        }
        flush();
        writeNow(data);
        return !response.writeQueueFull();
    }

    /** Whether more was given than the head announced. */
    boolean isOverLength() {
        return length != ReplyHeaderPolicy.UNKNOWN && given > length && !withoutBody;
    }

    /** The body is complete. False when it is not as long as the head announced, and nothing was done. */
    boolean end() {
        if (!withoutBody && length != ReplyHeaderPolicy.UNKNOWN && given != length) {
            return false;
        }
        ending = true;
        return true;
    }

    /** Sends what is held. */
    void flush() {
        if (phase != Phase.HELD && phase != Phase.STREAMING) {
            return;
        }
        if (ending) {
            boolean untilClose = phase == Phase.STREAMING && isUntilClose();
            ByteBuf last = held;
            held = null;
            phase = Phase.CLOSED;
            if (last == null) {
                response.end(NOTHING, null);
            } else if (last.readableBytes() <= VertxBuffers.SMALL) {
                response.end(VertxBuffers.copied(last), null);
            } else {
                response.end(VertxBuffers.shared(last)).onComplete(_ -> last.release());
            }
            if (untilClose) {
                request.connection().close();
            }
        } else if (phase == Phase.HELD) {
            if (length == ReplyHeaderPolicy.UNKNOWN && !withoutBody) {
                response.setChunked(true); // does nothing in HTTP/1.0, where the end of the connection ends the body
                if (isUntilClose()) {
                    response.headersEndHandler(_ -> response.putHeader(HttpHeaderNames.CONNECTION, "close"));
                }
            }
            if (!withoutBody) {
                phase = Phase.STREAMING;
                if (held == null) {
                    response.write(NOTHING, null);
                } else {
                    writeNow(held);
                    held = null;
                }
            }
        }
    }

    private boolean isUntilClose() {
        return request.version() == HttpVersion.HTTP_1_0 && length == ReplyHeaderPolicy.UNKNOWN;
    }

    private void writeNow(ByteBuf data) {
        if (data.readableBytes() <= VertxBuffers.SMALL) {
            response.write(VertxBuffers.copied(data), null);
        } else {
            response.write(VertxBuffers.shared(data)).onComplete(_ -> data.release());
        }
    }

    /** Has the handler called each time the caller reads again. */
    void whenWritable(Handler<Void> handler) {
        response.drainHandler(handler);
    }

    /** Whether nothing has gone out yet, so that a problem can be told. */
    boolean canStillTell() {
        return phase == Phase.OPEN || phase == Phase.HELD;
    }

    /** Whether the reply is complete, on its way or broken. */
    boolean isOver() {
        return ending || phase == Phase.CLOSED;
    }

    /** Sends a problem document. {@code closing} announces that the connection ends with it. */
    void problem(Failure failure, Receipt receipt, boolean cold, @Nullable String instance, boolean closing) {
        phase = Phase.CLOSED;
        dropHeld();
        Outcome outcome = failure.outcome();
        response.headers().clear();
        response.setStatusCode(outcome.httpStatus());
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (outcome.retryable()) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, "1");
        }
        if (outcome == Outcome.UNAUTHORIZED) {
            response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"jfn\"");
        }
        // A node that stops is soon not there any more for whoever keeps the connection.
        if ((closing || outcome == Outcome.DRAINED) && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaderNames.CONNECTION, "close");
        }
        receipt(outcome, receipt, cold, instance);
        var problem = Problem.of(outcome.toString(), outcome.httpStatus(), failure.detail(), failure.facts());
        response.end(Buffer.buffer(ProblemJson.write(problem)), null);
    }

    /** Breaks the connection, so that the caller can not take what it got for the whole. */
    void abort() {
        boolean wasOver = phase == Phase.CLOSED;
        phase = Phase.CLOSED;
        dropHeld();
        if (wasOver) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(2); // INTERNAL_ERROR
            return;
        }
        if (request.connection() instanceof ConnectionBase connection
                && connection.channel() instanceof SocketChannel socket) {
            socket.config().setSoLinger(0);
        }
        request.connection().close();
    }

    /** The caller is gone; what is held goes nowhere. */
    void drop() {
        phase = Phase.CLOSED;
        dropHeld();
    }

    private void dropHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
