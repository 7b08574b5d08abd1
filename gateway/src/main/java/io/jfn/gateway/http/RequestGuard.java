// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the decoder of one HTTP/1 connection and Vert.x: answers with a problem document what is no request, gives
 * each request's head a deadline, and turns absolute targets into plain ones. A request passes untouched and sets no timer
 * when its head arrives whole. Confined to the event loop of its channel.
 */
final class RequestGuard extends ChannelDuplexHandler {
    /** How long a caller that was refused may go on sending, so that it reads the answer before its connection breaks. */
    private static final long LINGER_MILLIS = 1000;

    private final ObjectMapper json;
    private final long headerMillis;

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

    private @Nullable Future<?> deadline;
    private @Nullable Problem refusal;

    RequestGuard(ObjectMapper json, long headerMillis) {
        this.json = json;
        this.headerMillis = headerMillis;
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
        stopDeadline();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopDeadline();
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
                    : flaw(request);
            if (flaw != null) {
                ReferenceCountUtil.release(message);
                refuse(ctx, flaw);
                return;
            }
            stopDeadline();
            beforeHead = false;
            headBegan = false;
            open++;
        }
        if (message instanceof LastHttpContent) {
            beforeHead = true;
        }
        ctx.fireChannelRead(message);
    }

    /** A reading is over that brought bytes and no message: they are a part of a head. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (beforeHead && bytesCame && !messageCame && refusal == null) {
            headBegan = true;
            if (deadline == null) {
                startDeadline(ctx);
            }
        }
        bytesCame = false;
        messageCame = false;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean completes = message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
        var _ = ctx.write(message, promise);
        if (completes) {
            open--;
            if (refusal != null) {
                tell(ctx, refusal);
            }
        }
    }

    /** What the decoder lets pass and no server should. */
    private static @Nullable Problem flaw(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.protocolName().equals("HTTP")) {
            return Problem.of("bad_request", 400, "the request is not HTTP/1.1: its first line names another protocol");
        }
        if (request.headers().contains("")) {
            return Problem.of("bad_request", 400, "a header of the request has no name");
        }
        return target(request);
    }

    private static @Nullable Problem target(HttpRequest request) {
        return switch (RequestTarget.parse(request.method().name(), request.uri())) {
            case RequestTarget.Plain _ -> null;
            case RequestTarget.Absolute absolute -> {
                request.setUri(absolute.path());
                request.headers().set(HttpHeaderNames.HOST, absolute.authority());
                yield null;
            }
            case RequestTarget.Flaw flaw -> Problem.of("bad_request", 400, flaw.reason());
        };
    }

    private void startDeadline(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> late(ctx), headerMillis, TimeUnit.MILLISECONDS);
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
                            "the request's head was not complete within " + headerMillis
                                    + " ms; send it at once, or raise jfn.header-timeout"));
        } else {
            var _ = ctx.close();
        }
    }

    private void refuse(ChannelHandlerContext ctx, Problem why) {
        stopDeadline();
        refusal = why;
        tell(ctx, why);
    }

    /** Answers when it is this answer's turn. */
    private void tell(ChannelHandlerContext ctx, Problem why) {
        if (open == 0) {
            var _ = ctx.writeAndFlush(response(why)).addListener((ChannelFuture written) -> {
                if (written.isSuccess() && ctx.channel() instanceof DuplexChannel socket) {
                    var _ = socket.shutdownOutput();
                    Runnable close = () -> {
                        var _ = ctx.close();
                    };
                    var _ = ctx.executor().schedule(close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
                } else {
                    var _ = ctx.close();
                }
            });
        }
    }

    private DefaultFullHttpResponse response(Problem why) {
        ByteBuf body;
        try {
            body = Unpooled.wrappedBuffer(json.writeValueAsBytes(why));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a problem as JSON", e);
        }
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(why.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }
}
