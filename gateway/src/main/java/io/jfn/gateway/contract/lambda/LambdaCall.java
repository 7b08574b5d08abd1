// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Carrier;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** One invocation between its caller and the runtime that will ask for it; all of it happens on one event loop. */
final class LambdaCall implements Carrier {
    static final int LARGEST_REQUEST = 6 << 20;
    private static final int FIRST_ROOM = 1024;

    private final Exchange exchange;
    private final RuntimeSession session;
    private final EventLoop loop;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private @Nullable RuntimeConnection replying;
    private boolean abandoned;
    private boolean over;

    LambdaCall(Exchange exchange, RuntimeSession session, EventLoop loop) {
        this.exchange = exchange;
        this.session = session;
        this.loop = loop;
    }

    void start() {
        exchange.begin(this);
    }

    Exchange exchange() {
        return exchange;
    }

    /** The request's body, complete when the call is offered. */
    ByteBuf body() {
        return body;
    }

    /** Whether nobody waits for the reply. */
    boolean isAbandoned() {
        return abandoned || over;
    }

    boolean isHead() {
        return exchange.request().method().equals("HEAD");
    }

    /** Which connection is held back when the caller reads too slowly. */
    void repliedBy(RuntimeConnection connection) {
        replying = connection;
    }

    @Override
    public void requestData(ByteBuf data) {
        onLoop(() -> {
            if (isAbandoned()) {
                data.release();
            } else if (body.readableBytes() + (long) data.readableBytes() > LARGEST_REQUEST) {
                data.release();
                fail(
                        Failure.of(
                                Outcome.TOO_LARGE,
                                "the request's body is larger than the " + LARGEST_REQUEST
                                        + " bytes that an event may have"),
                        true);
            } else {
                collect(data);
            }
        });
    }

    private void collect(ByteBuf data) {
        if (body.capacity() == 0) {
            long announced = exchange.request().contentLength();
            body = Unpooled.buffer(Math.clamp(announced, FIRST_ROOM, LARGEST_REQUEST));
        }
        body.writeBytes(data);
        data.release();
    }

    /** The runtime has it, it needs no more room here. */
    void dropBody() {
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void requestEnd() {
        onLoop(() -> {
            if (!isAbandoned()) {
                session.offer(this);
            }
        });
    }

    @Override
    public void replyWanted() {
        onLoop(() -> {
            if (replying != null) {
                replying.read(true);
            }
        });
    }

    @Override
    public void cancelled(Outcome why) {
        onLoop(() -> {
            if (over) {
                return;
            }
            abandoned = true;
            if (replying != null) {
                replying.read(true);
            }
            if (why == Outcome.TIMED_OUT) {
                session.abandon();
                finish(false);
            } else if (!session.isRunning(this)) {
                finish(true);
            }
        });
    }

    void fail(Failure failure, boolean reusable) {
        if (!over) {
            exchange.fail(failure);
            finish(reusable);
        }
    }

    /** The runtime, or nobody, has it any more. */
    void finish(boolean reusable) {
        if (!over) {
            over = true;
            replying = null;
            session.forget(this);
            dropBody();
            exchange.over(reusable);
        }
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
