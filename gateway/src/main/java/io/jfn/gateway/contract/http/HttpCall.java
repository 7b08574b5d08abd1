// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Carrier;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One invocation on its way through a connection; all of it happens on one event loop. */
final class HttpCall implements Carrier {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
    private static final int LONGEST_CONNECT_MILLIS = 10_000;

    private final Exchange exchange;
    private final RequestHead request;
    private final Route route;
    private final EventLoop loop;

    private @Nullable HttpConnection connection;
    private @Nullable ArrayDeque<ByteBuf> held; // body that came before there was a connection
    private long bodySeen;
    private boolean bodyEnded; // the caller sent all of it
    private boolean headSent;
    private boolean allSent;
    private boolean flushing;
    private boolean paused;
    private boolean repeated;
    private int interim;
    private boolean inInterim;
    private boolean answering;
    private boolean keepAlive;
    private boolean answered; // the reply is complete, the connection not yet given back
    private boolean over;

    HttpCall(Exchange exchange, Route route, EventLoop loop) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.route = route;
        this.loop = loop;
    }

    /** Whether the request may be sent again when the function closed the connection without a byte of an answer. */
    static boolean isRepeatable(RequestHead request) {
        return request.contentLength() == 0 && IDEMPOTENT.contains(request.method());
    }

    void start(@Nullable HttpConnection taken) {
        if (taken != null && taken.isOpen()) {
            taken.attach(this);
            connection = taken;
        }
        exchange.begin(this);
        if (over) {
            return;
        }
        if (connection != null) {
            send(connection);
        } else {
            connect();
        }
    }

    private void send(HttpConnection to) {
        if (request.contentLength() == 0) {
            sendWhole(to, Unpooled.EMPTY_BUFFER);
            return;
        }
        if (held != null) {
            for (ByteBuf data = held.poll(); data != null && !over; data = held.poll()) {
                forward(to, data);
            }
        }
        if (bodyEnded) {
            finishRequest(to);
        } else if (!over) {
            flushSoon(to); // the first piece is often behind us in this very round, then it goes out with the head
        }
        if (paused && !over && to.isWritable()) {
            paused = false;
            exchange.resumeRequest();
        }
    }

    private boolean sendHead(HttpConnection to) {
        try {
            to.write(OutgoingRequest.head(request));
            headSent = true;
            return true;
        } catch (IllegalArgumentException e) {
            refuseRequest(to, e);
            return false;
        }
    }

    private void sendWhole(HttpConnection to, ByteBuf body) {
        try {
            to.write(OutgoingRequest.whole(request, body));
            headSent = true;
            allSent = true;
            to.flush();
        } catch (IllegalArgumentException e) {
            body.release();
            refuseRequest(to, e);
        }
    }

    private void refuseRequest(HttpConnection unused, IllegalArgumentException why) {
        detach(unused);
        route.pool().giveBack(unused);
        fail(
                Failure.of(
                        Outcome.BAD_REQUEST,
                        "the request can not be passed on to "
                                + route.failures().who() + ": " + why.getMessage()),
                true);
    }

    private void forward(HttpConnection to, ByteBuf data) {
        if (!headSent) {
            if (data.readableBytes() == request.contentLength()) {
                sendWhole(to, data);
                return;
            }
            if (!sendHead(to)) {
                data.release();
                return;
            }
        }
        to.write(new DefaultHttpContent(data));
        flushSoon(to);
        if (!paused && !to.isWritable()) {
            paused = true;
            exchange.pauseRequest();
        }
    }

    private void finishRequest(HttpConnection to) {
        if (over || allSent) {
            return;
        }
        if (headSent || sendHead(to)) {
            to.write(LastHttpContent.EMPTY_LAST_CONTENT);
            allSent = true;
            to.flush();
        }
    }

    /** One flush for all that is written in this round of the event loop. */
    private void flushSoon(HttpConnection to) {
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                if (!over && connection == to && (headSent || sendHead(to))) {
                    to.flush();
                }
            });
        }
    }

    private void connect() {
        connection = null;
        headSent = false;
        allSent = false;
        if (request.contentLength() != 0 && !paused) {
            paused = true;
            exchange.pauseRequest();
        }
        int unused = route.pool().takeUnused();
        if (unused >= 0) {
            connected(unused, true);
            return;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(exchange.deadlineNanos() - System.nanoTime());
        int patience = Math.clamp(left, 1, LONGEST_CONNECT_MILLIS);
        route.process().connect(patience).whenComplete((descriptor, failure) -> {
            int connected = failure == null ? descriptor : -1;
            if (loop.inEventLoop()) {
                connected(connected, false);
            } else {
                loop.execute(() -> connected(connected, false));
            }
        });
    }

    private void connected(int descriptor, boolean used) {
        if (over) {
            ConnectionPool.close(descriptor);
            return;
        }
        HttpConnection opened = descriptor < 0 ? null : route.pool().open(descriptor, loop);
        if (opened == null) {
            if (used) {
                connect();
            } else {
                learnWhy("accepts no connection on port "
                        + route.process().revision().spec().port());
            }
            return;
        }
        if (used) {
            opened.markUsed();
        }
        opened.attach(this);
        connection = opened;
        send(opened);
    }

    // What the caller does.

    @Override
    public void requestData(ByteBuf data) {
        if (loop.inEventLoop()) {
            data(data);
        } else {
            loop.execute(() -> data(data));
        }
    }

    private void data(ByteBuf data) {
        if (over) {
            data.release();
            return;
        }
        bodySeen += data.readableBytes();
        if (request.contentLength() >= 0 && bodySeen > request.contentLength()) {
            data.release();
            wrongLength();
        } else if (connection == null) {
            if (held == null) {
                held = new ArrayDeque<>();
            }
            held.add(data);
        } else {
            forward(connection, data);
        }
    }

    @Override
    public void requestEnd() {
        if (loop.inEventLoop()) {
            endRequest();
        } else {
            loop.execute(this::endRequest);
        }
    }

    private void endRequest() {
        bodyEnded = true;
        if (over || request.contentLength() == 0) {
            return;
        }
        if (request.contentLength() > 0 && bodySeen != request.contentLength()) {
            wrongLength();
        } else if (connection != null) {
            finishRequest(connection);
        }
    }

    /** More would be the function's next request, less would never end. */
    private void wrongLength() {
        breakOff();
        fail(
                Failure.of(
                        Outcome.BAD_REQUEST,
                        "the request's body has not the length of " + request.contentLength() + " bytes it announced"),
                true);
    }

    @Override
    public void replyWanted() {
        if (loop.inEventLoop()) {
            readOn();
        } else {
            loop.execute(this::readOn);
        }
    }

    private void readOn() {
        if (connection != null) {
            connection.read(true);
        }
    }

    @Override
    public void cancelled(Outcome why) {
        if (loop.inEventLoop()) {
            cancel(why);
        } else {
            loop.execute(() -> cancel(why));
        }
    }

    private void cancel(Outcome why) {
        if (!over) {
            breakOff();
            finish(why != Outcome.TIMED_OUT);
        }
    }

    // What the connection tells.

    void writable() {
        if (paused && !over) {
            paused = false;
            exchange.resumeRequest();
        }
    }

    void answered(HttpObject part) {
        String wrong = answered ? "answered more than once" : AnswerRules.refuse(part);
        if (wrong == null && part instanceof HttpResponse head) {
            wrong = head(head);
        }
        if (wrong != null) {
            ReferenceCountUtil.release(part);
            if (answered) {
                keepAlive = false; // the reply is good, what comes behind it is not
            } else {
                breakOff();
                fail(route.failures().misbehaved(wrong), true);
            }
            return;
        }
        if (part instanceof HttpContent content) {
            body(content);
        }
    }

    private @Nullable String head(HttpResponse head) {
        int status = head.status().code();
        if (status == 101) {
            return "answered 101 and changed the protocol, which nobody asked for";
        }
        if (status >= 100 && status < 200) {
            inInterim = true;
            return ++interim > AnswerRules.MOST_INTERIM ? "sent interim answers (1xx) without end" : null;
        }
        String wrong = AnswerRules.refuse(head);
        if (wrong == null) {
            answering = true;
            keepAlive = HttpUtil.isKeepAlive(head);
            exchange.head(status, head.headers());
        }
        return wrong;
    }

    private void body(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (inInterim) {
            content.release();
            inInterim = !last;
            return;
        }
        if (!content.content().isReadable()) {
            content.release();
        } else if (!exchange.write(content.content()) && connection != null) {
            connection.read(false);
        }
        if (last && !over) {
            answered = true;
            exchange.end();
        }
    }

    /** All that came in at once is looked at; after a complete reply the connection is free and the invocation over. */
    void settle() {
        if (!answered || over || connection == null) {
            return;
        }
        HttpConnection done = connection;
        detach(done);
        if (keepAlive && allSent) {
            done.read(true);
            route.pool().giveBack(done);
        } else {
            done.close();
        }
        finish(true);
    }

    void lost() {
        if (answered) {
            settle();
            return;
        }
        HttpConnection broken = connection;
        if (over || broken == null) {
            return;
        }
        boolean used = broken.isUsed();
        detach(broken);
        if (used && !answering && !repeated && interim == 0 && isRepeatable(request)) {
            repeated = true;
            connect();
        } else {
            learnWhy(
                    answering
                            ? "closed the connection in the middle of its answer"
                            : "closed the connection without an answer");
        }
    }

    // How it ends.

    private void learnWhy(String otherwise) {
        route.exits().learn(loop, exit -> explain(exit, otherwise));
    }

    private void explain(Optional<io.jfn.gateway.instance.MainProcess.Exit> exit, String otherwise) {
        if (!over) {
            fail(
                    exit.map(route.failures()::ended)
                            .orElseGet(() -> route.failures()
                                    .misbehaved(
                                            otherwise + ", though its main process still runs; look into its logs")),
                    exit.isEmpty());
        }
    }

    private void fail(Failure failure, boolean reusable) {
        exchange.fail(failure);
        finish(reusable);
    }

    private void breakOff() {
        if (connection != null) {
            HttpConnection broken = connection;
            detach(broken);
            broken.close();
        }
    }

    private void detach(HttpConnection from) {
        from.detach();
        connection = null;
    }

    private void finish(boolean reusable) {
        over = true;
        if (held != null) {
            held.forEach(ByteBuf::release);
            held.clear();
        }
        exchange.over(reusable);
    }
}
