// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Carrier;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.exchange.RequestHead;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
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
    private final RequestStream stream;

    private @Nullable HttpConnection connection;
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
        stream = new RequestStream(exchange, loop, this::refuse);
    }

    /** Whether the request may be sent again when the function closed the connection without a byte of an answer. */
    static boolean isRepeatable(RequestHead request) {
        return request.contentLength() == 0 && IDEMPOTENT.contains(request.method());
    }

    void start(@Nullable HttpConnection taken) {
        if (taken != null && taken.isOpen()) {
            if (taken.isClean()) {
                attach(taken);
            } else {
                taken.close();
            }
        }
        exchange.begin(this);
        if (over) {
            return;
        }
        if (connection != null) {
            stream.send();
        } else {
            connect();
        }
    }

    private void refuse(String why) {
        HttpConnection untouched = stream.isHeadSent() ? null : connection;
        if (untouched != null) {
            detach(untouched);
            route.pool().giveBack(untouched);
        } else {
            breakOff();
        }
        fail(
                Failure.of(
                        Outcome.BAD_REQUEST,
                        "the request can not be passed on to "
                                + route.failures().who() + ": " + why),
                true);
    }

    private void connect() {
        stream.holdBack();
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
        attach(opened);
        stream.send();
    }

    // What the caller does.

    @Override
    public void requestData(ByteBuf data) {
        if (loop.inEventLoop()) {
            stream.data(data);
        } else {
            loop.execute(() -> stream.data(data));
        }
    }

    @Override
    public void requestEnd() {
        if (loop.inEventLoop()) {
            stream.end();
        } else {
            loop.execute(stream::end);
        }
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
        stream.writable();
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
        if (keepAlive && stream.isAllSent() && done.isClean()) {
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
        stream.holdBack(); // nobody takes the rest of the body
        route.exits().learn(loop, exit -> explain(exit, otherwise));
    }

    private void explain(Optional<Exit> exit, String otherwise) {
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

    private void attach(HttpConnection to) {
        connection = to;
        to.attach(this);
        stream.attach(to);
    }

    private void detach(HttpConnection from) {
        from.detach();
        stream.detach();
        connection = null;
    }

    private void finish(boolean reusable) {
        over = true;
        stream.close();
        exchange.over(reusable);
    }
}
