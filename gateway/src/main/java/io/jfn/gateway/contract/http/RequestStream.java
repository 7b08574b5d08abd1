// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The request's half of a call: held until there is a connection, then written with as few flushes as can be. */
final class RequestStream {
    private final Exchange exchange;
    private final RequestHead request;
    private final EventLoop loop;
    private final Consumer<String> refused;
    private @Nullable HttpConnection to;
    private @Nullable ArrayDeque<ByteBuf> held; // body that came before there was a connection
    private long seen;
    private boolean ended; // the caller sent all of it
    private boolean headSent;
    private boolean allSent;
    private boolean flushing;
    private boolean paused;
    private boolean closed;

    /** Tells why, once, when the request is one that can not be sent. */
    RequestStream(Exchange exchange, EventLoop loop, Consumer<String> refused) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.loop = loop;
        this.refused = refused;
    }

    void attach(HttpConnection connection) {
        to = connection;
    }

    /** The connection is gone; the request may be sent again over another. */
    void detach() {
        to = null;
    }

    /** Nothing more is sent. */
    void close() {
        closed = true;
        to = null;
        if (held != null) {
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }

    boolean isHeadSent() {
        return headSent;
    }

    boolean isAllSent() {
        return allSent;
    }

    /** There is no connection yet. */
    void holdBack() {
        headSent = false;
        allSent = false;
        if (request.contentLength() != 0 && !paused) {
            paused = true;
            exchange.pauseRequest();
        }
    }

    /** Sends what there is over the attached connection. */
    void send() {
        if (request.contentLength() == 0) {
            if (to != null) {
                sendWhole(to, Unpooled.EMPTY_BUFFER);
            }
            return;
        }
        if (held != null) {
            for (ByteBuf data = held.poll(); data != null; data = held.poll()) {
                forward(data);
            }
        }
        if (ended) {
            finish();
        } else if (to != null) {
            flushSoon(to); // the first piece is often behind us in this very round, then it goes out with the head
        }
        if (to != null && to.isWritable()) {
            writable();
        }
    }

    void data(ByteBuf data) {
        seen += data.readableBytes();
        if (closed) {
            data.release();
        } else if (request.contentLength() >= 0 && seen > request.contentLength()) {
            data.release();
            refuseLength();
        } else if (to != null) {
            forward(data);
        } else {
            if (held == null) {
                held = new ArrayDeque<>();
            }
            held.add(data);
        }
    }

    void end() {
        ended = true;
        if (closed || request.contentLength() == 0) {
            return;
        }
        if (request.contentLength() > 0 && seen != request.contentLength()) {
            refuseLength();
        } else {
            finish();
        }
    }

    /** More would be the function's next request, less would never end. */
    private void refuseLength() {
        refused.accept("its body has not the length of " + request.contentLength() + " bytes that it announced");
    }

    void writable() {
        if (paused && !closed) {
            paused = false;
            exchange.resumeRequest();
        }
    }

    private boolean sendHead(HttpConnection connection) {
        try {
            connection.write(OutgoingRequest.head(request));
            headSent = true;
        } catch (IllegalArgumentException e) {
            refused.accept(String.valueOf(e.getMessage()));
        }
        return headSent;
    }

    private void sendWhole(HttpConnection connection, ByteBuf body) {
        try {
            connection.write(OutgoingRequest.whole(request, body));
            headSent = true;
            allSent = true;
            connection.flush();
        } catch (IllegalArgumentException e) {
            body.release();
            refused.accept(String.valueOf(e.getMessage()));
        }
    }

    private void forward(ByteBuf data) {
        HttpConnection connection = to;
        if (connection != null && !headSent && data.readableBytes() == request.contentLength()) {
            sendWhole(connection, data);
            return;
        }
        if (connection == null || (!headSent && !sendHead(connection))) {
            data.release();
            return;
        }
        connection.write(new DefaultHttpContent(data));
        flushSoon(connection);
        if (!paused && !connection.isWritable()) {
            paused = true;
            exchange.pauseRequest();
        }
    }

    private void finish() {
        HttpConnection connection = to;
        if (connection != null && !allSent && (headSent || sendHead(connection))) {
            connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
            allSent = true;
            connection.flush();
        }
    }

    /** One flush for all that is written in this round of the event loop. */
    private void flushSoon(HttpConnection connection) {
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                if (connection.equals(to) && (headSent || sendHead(connection))) {
                    connection.flush();
                }
            });
        }
    }
}
