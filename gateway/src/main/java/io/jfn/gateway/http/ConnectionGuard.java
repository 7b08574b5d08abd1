// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;

/**
 * Puts a {@link RequestGuard} into every connection that a server accepts. Neither Quarkus nor Vert.x lets anybody see a
 * connection before its first request is complete, so it is done in the pipelines of the listening sockets, which are found
 * as the channels of the loops that accept.
 */
public final class ConnectionGuard {
    /** What Vert.x calls its own handler, the last of a connection's pipeline. */
    private static final String VERTX_HANDLER = "handler";

    private final ObjectMapper json;
    private final long headerMillis;

    public ConnectionGuard(ObjectMapper json, Duration headerTimeout) {
        this.json = json;
        this.headerMillis = headerTimeout.toMillis();
    }

    /** Guards what the servers of these loops accept from now on; they listen already. Harmless a second time. */
    public void guard(EventLoopGroup acceptors) {
        for (EventExecutor loop : acceptors) {
            if (loop instanceof SingleThreadEventLoop accepting) {
                accepting.execute(() -> accepting.registeredChannelsIterator().forEachRemaining(channel -> {
                    if (channel instanceof ServerChannel && channel.pipeline().get(Accepted.class) == null) {
                        channel.pipeline().addFirst(new Accepted());
                    }
                }));
            }
        }
    }

    /** In the pipeline of a listening socket: sees connections before Vert.x does. */
    private final class Accepted extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof Channel connection) {
                connection.pipeline().addLast(new Bytes(new RequestGuard(json, headerMillis)));
            }
            ctx.fireChannelRead(message);
        }
    }

    /**
     * First in a connection's pipeline, where bytes come; puts the guard before Vert.x, whose handlers are there once the
     * connection is open. They are not when TLS comes first: such a connection is not guarded.
     */
    private static final class Bytes extends ChannelInboundHandlerAdapter {
        private final RequestGuard guard;

        Bytes(RequestGuard guard) {
            this.guard = guard;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (ctx.pipeline().get(VERTX_HANDLER) != null) {
                ctx.pipeline().addBefore(VERTX_HANDLER, "jfn", guard);
            }
            ctx.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            guard.bytesCome();
            ctx.fireChannelRead(message);
        }
    }
}
