// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One connection to the function's server, with at most one call on it; everything but {@link #close} on its event loop. */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    static final int LONGEST_STATUS_LINE = 8 << 10;
    static final int LONGEST_HEADERS = 16 << 10;
    private static final int LARGEST_PIECE = 64 << 10;

    private final EpollSocketChannel channel;
    private final EventLoop loop;
    private final ConnectionPool pool;
    private final AnswerDecoder answers;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpCall call;
    private boolean used;
    private volatile long idleSince;

    HttpConnection(int descriptor, EventLoop loop, ConnectionPool pool) {
        this.loop = loop;
        this.pool = pool;
        channel = new EpollSocketChannel(descriptor);
        // A function may answer and stop reading; what it said must still be read after a write failed.
        channel.config().setAutoClose(false);
        var limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_STATUS_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setMaxChunkSize(LARGEST_PIECE);
        answers = new AnswerDecoder(limits);
        channel.pipeline().addLast(answers, new HttpRequestEncoder(), this);
    }

    /** Begins to work on the event loop. */
    void register() {
        var _ = loop.register(channel);
    }

    /** Instead of {@link #register}. */
    void discard() {
        channel.unsafe().closeForcibly();
    }

    EventLoop loop() {
        return loop;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Whether the function may have closed it while nobody looked. */
    boolean isUsed() {
        return used;
    }

    void markUsed() {
        used = true;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether the next answer on it can be that to the next request: nothing came that nobody asked for. */
    boolean isClean() {
        return !answers.hasRest();
    }

    void attach(HttpCall newCall) {
        call = newCall;
    }

    /** Nobody's now: what still comes in is not wanted, and ends the connection. */
    void detach() {
        call = null;
        used = true;
        idleSince = System.nanoTime();
    }

    void write(HttpObject message) {
        if (message instanceof HttpRequest request) {
            answers.asked(request.method());
        }
        if (context != null) {
            var _ = context.write(message, channel.voidPromise());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    void flush() {
        channel.flush();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    void read(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    /** Any thread. */
    void close() {
        var _ = channel.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (call != null && message instanceof HttpObject part) {
            call.answered(part);
        } else {
            ReferenceCountUtil.release(message);
            close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (call != null) {
            call.settle();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (call != null && channel.isWritable()) {
            call.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.gone(this);
        if (call != null) {
            call.lost();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) { // a broken connection is read to its end, which closes it
            close();
        }
    }
}
