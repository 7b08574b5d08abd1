// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection of somebody inside the sandbox to the Runtime API; one request at a time, a second before the first is
 * answered ends it. On the endpoint's event loop only.
 */
final class RuntimeConnection extends ChannelInboundHandlerAdapter {
    private static final int LONGEST_LINE = 8 << 10;
    /** Runtimes put the cause of an error with its stack into a header. */
    private static final int LONGEST_HEADERS = 256 << 10;

    private static final int LARGEST_PIECE = 64 << 10;

    private final Channel channel;
    private final RuntimeSession session;
    private @Nullable RequestBody body;
    private boolean busy;
    private boolean keepAlive = true;

    private RuntimeConnection(Channel channel, RuntimeSession session) {
        this.channel = channel;
        this.session = session;
    }

    /** Makes the connections of a session. */
    static ChannelInitializer<Channel> initializer(RuntimeSession session) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                var connection = new RuntimeConnection(channel, session);
                if (session.connected(connection)) {
                    var limits = new HttpDecoderConfig()
                            .setMaxInitialLineLength(LONGEST_LINE)
                            .setMaxHeaderSize(LONGEST_HEADERS)
                            .setMaxChunkSize(LARGEST_PIECE);
                    channel.pipeline().addLast(new HttpServerCodec(limits), connection);
                } else {
                    var _ = channel.close();
                }
            }
        };
    }

    void close() {
        var _ = channel.close();
    }

    void read(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    /** Answers with JSON. */
    void answer(int status, String json) {
        answer(status, ByteBufUtil.writeUtf8(channel.alloc(), json), EmptyHttpHeaders.INSTANCE, () -> {});
    }

    /** Answers the request; the body is taken over. The next one may come when this is written, or it is told to have failed. */
    void answer(int status, ByteBuf content, HttpHeaders extra, Runnable failed) {
        var headers = new DefaultHttpHeaders();
        headers.set(extra);
        headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.readableBytes()));
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content, headers, EmptyHttpHeaders.INSTANCE);
        var _ = channel.writeAndFlush(response).addListener(written -> {
            busy = false;
            if (!keepAlive || !written.isSuccess()) {
                close();
            }
            if (!written.isSuccess()) {
                failed.run();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject part) || part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            refuseUnreadable();
            return;
        }
        if (part instanceof HttpRequest request) {
            begin(request);
        }
        if (part instanceof HttpContent content) {
            receive(content);
        }
    }

    private void begin(HttpRequest request) {
        if (busy) { // nobody needs pipelining here, and it would have to be kept somewhere
            close();
            return;
        }
        busy = true;
        keepAlive = HttpUtil.isKeepAlive(request);
        body = session.route(this, request);
        if (HttpUtil.is100ContinueExpected(request)) {
            var _ = channel.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void receive(HttpContent content) {
        RequestBody to = body;
        if (to == null) {
            content.release();
            return;
        }
        if (content.content().isReadable()) {
            to.data(content.content());
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent last && body != null) {
            body = null;
            to.end(last.trailingHeaders());
        }
    }

    private void refuseUnreadable() {
        if (busy) {
            close();
            return;
        }
        busy = true;
        keepAlive = false;
        answer(400, ErrorDocument.json("InvalidRequest", "this is not HTTP/1.1, or its headers are too long"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.disconnected(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close();
    }
}
