// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.SocketAddress;

/**
 * Counts the connections that a server accepts, ends those that are too many, and puts a {@link RequestGuard} into the
 * others. Neither Quarkus nor Vert.x lets anybody see a connection before its first request is complete, so it is done in the
 * pipelines of the listening sockets, which are found as the channels of the loops that accept.
 */
public final class ConnectionGuard {
    /** What Vert.x calls its own handler, the last of a connection's pipeline. */
    private static final String VERTX_HANDLER = "handler";

    private final ObjectMapper json;
    private final FrontLimits limits;
    private final ConnectionCounts counts;

    public ConnectionGuard(ObjectMapper json, FrontLimits limits, MeterRegistry meters) {
        this.json = json;
        this.limits = limits;
        this.counts = new ConnectionCounts(limits.connections(), limits.connectionsPerAddress());
        counts.bindTo(meters);
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
                SocketAddress caller = connection.remoteAddress();
                if (!counts.add(caller)) {
                    connection.unsafe().closeForcibly();
                    return;
                }
                var _ = connection.closeFuture().addListener(_ -> counts.remove(caller));
                connection.pipeline().addLast(new Bytes(new RequestGuard(json, limits)));
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
