// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Problem;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the decoder of one HTTP/1 connection and Vert.x: answers with a problem document what is no request, gives
 * heads, bodies and idleness their time, and turns absolute targets into plain ones. A request passes untouched and sets no timer of
 * its own when it arrives whole. Confined to the event loop of its channel.
 */
final class RequestGuard extends ChannelDuplexHandler {
    private final ObjectMapper json;
    private final FrontLimits limits;
    private final BodyPace pace;

    /** A request's head is what comes next, or under way. */
    private boolean beforeHead = true;
    /** Bytes came in this reading. */
    private boolean bytesCame;
    /** A request or a part of one came in this reading. */
    private boolean messageCame;
    /** Some of a head is there, but not all. */
    private boolean headBegan;
    /** Requests whose responses are not complete. */
    private int open;
    /** Some of a response is written, but not all. */
    private boolean responding;
    /** Responses that were complete. */
    private long served;
    /** The request under way was answered here: what others answer to it goes nowhere. */
    private boolean cut;

    private @Nullable Future<?> deadline;
    private @Nullable Future<?> idle;
    private @Nullable Problem refusal;

    RequestGuard(ObjectMapper json, FrontLimits limits) {
        this.json = json;
        this.limits = limits;
        this.pace = new BodyPace(limits.bodyBytesPerSecond());
    }

    /** Something was read from the connection; what the decoder makes of it follows. */
    void bytesCome() {
        bytesCame = true;
    }

    /** Whoever connects has as long for a first request's head. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        startDeadline(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimers();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimers();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        messageCame = true;
        if (refusal != null) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            Problem flaw = request.decoderResult().isFailure()
                    ? UndecodedRequest.problem(request.decoderResult().cause())
                    : HeadRules.flaw(request);
            if (flaw != null) {
                ReferenceCountUtil.release(message);
                refuse(ctx, flaw);
                return;
            }
            stopDeadline();
            beforeHead = false;
            headBegan = false;
            open++;
            pace.begin(HttpUtil.is100ContinueExpected(request));
        } else if (message instanceof HttpContent content) {
            if (content.decoderResult().isFailure()) {
                ReferenceCountUtil.release(message);
                interrupt(ctx, UndecodedRequest.brokenBody());
                return;
            }
            pace.came(content.content().readableBytes());
        }
        if (message instanceof LastHttpContent) {
            beforeHead = true;
            pace.end();
        }
        ctx.fireChannelRead(message);
    }

    /** A reading is over. One that brought bytes and no message brought a part of a head; after any a body may be to come. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (refusal == null) {
            if (!beforeHead) {
                pace.watch(ctx, () -> interrupt(ctx, tooSlow()));
            } else if (bytesCame && !messageCame) {
                headBegan = true;
                if (deadline == null) {
                    startDeadline(ctx);
                }
            }
        }
        bytesCame = false;
        messageCame = false;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (cut) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
            return;
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (interim) {
            pace.toldToGoOn();
        } else if (message instanceof HttpResponse) {
            responding = true;
        }
        boolean completes = message instanceof LastHttpContent && !interim;
        var _ = ctx.write(message, promise);
        if (completes) {
            responding = false;
            open--;
            served++;
            if (refusal != null) {
                tell(ctx, refusal);
            } else if (open == 0) {
                startIdle(ctx);
            }
        }
    }

    private void startDeadline(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> late(ctx), limits.headerMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void late(ChannelHandlerContext ctx) {
        deadline = null;
        if (open > 0) {
            startDeadline(ctx); // nobody reads on before the response to an earlier request is complete
        } else if (headBegan) {
            refuse(
                    ctx,
                    Problem.of(
                            "request_timeout",
                            408,
                            "the request's head was not complete within " + limits.headerMillis()
                                    + " ms; send it at once, or raise jfn.header-timeout"));
        } else {
            var _ = ctx.close();
        }
    }

    /** One timer for as many requests as come within its time: it only asks whether there were any. */
    private void startIdle(ChannelHandlerContext ctx) {
        if (idle == null) {
            long before = served;
            idle = ctx.executor().schedule(() -> idle(ctx, before), limits.idleMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void idle(ChannelHandlerContext ctx, long before) {
        idle = null;
        if (open > 0 || headBegan || !beforeHead || refusal != null) {
            return; // it begins again with the next response, or the head has its own deadline
        }
        if (served == before) {
            var _ = ctx.close();
        } else {
            startIdle(ctx);
        }
    }

    private void stopTimers() {
        stopDeadline();
        pace.end();
        if (idle != null) {
            idle.cancel(false);
            idle = null;
        }
    }

    private Problem tooSlow() {
        return Problem.of(
                "request_timeout",
                408,
                "the request's body came with less than " + limits.bodyBytesPerSecond() + " bytes a second for "
                        + BodyPace.SECONDS + " s; send it faster, or lower jfn.least-body-rate");
    }

    private void refuse(ChannelHandlerContext ctx, Problem why) {
        stopTimers();
        refusal = why;
        tell(ctx, why);
    }

    /** Answers when it is this answer's turn. */
    private void tell(ChannelHandlerContext ctx, Problem why) {
        if (open == 0) {
            Refusal.send(ctx, json, why);
        }
    }

    /** Ends the request whose body is under way: by an answer where none has begun, else by the connection's end. */
    private void interrupt(ChannelHandlerContext ctx, Problem why) {
        stopTimers();
        refusal = why;
        if (open == 1 && !responding) {
            cut = true;
            Refusal.send(ctx, json, why);
        } else {
            var _ = ctx.close();
        }
    }
}
