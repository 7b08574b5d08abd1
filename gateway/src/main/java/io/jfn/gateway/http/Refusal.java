// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** A problem document as the last thing that a connection carries. */
final class Refusal {
    /** How long a caller that was refused may go on sending, so that it reads the answer before its connection breaks. */
    private static final long LINGER_MILLIS = 1000;

    private Refusal() {}

    static void send(ChannelHandlerContext ctx, ObjectMapper json, Problem why) {
        var _ = ctx.writeAndFlush(response(json, why)).addListener((ChannelFuture written) -> {
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

    private static DefaultFullHttpResponse response(ObjectMapper json, Problem why) {
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
