// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.WorkerCodec;
import io.jfn.gateway.worker.WorkerException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollMode;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Opens the two connections of a session and feeds it with what comes over them. */
final class WorkerDialer {
    private static final int LENGTH = 4;

    private final Path socket;
    private final EventLoop loop;

    WorkerDialer(Path socket, EventLoop loop) {
        this.socket = socket;
        this.loop = loop;
    }

    /** Begins to connect; {@code token} pairs the two, {@code hello} is the first frame. A failure ends the session. */
    void dial(WorkerSession session, byte[] token, byte[] hello) {
        var descriptors = connect(
                session, new DescriptorHandler(session, greeting('D', token)), DomainSocketReadMode.FILE_DESCRIPTORS);
        var control = connect(session, new ControlHandler(session, greeting('C', hello)), DomainSocketReadMode.BYTES);
        session.use(control.channel(), descriptors.channel());
    }

    private ChannelFuture connect(WorkerSession session, Handler handler, DomainSocketReadMode mode) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainSocketChannel.class)
                .option(EpollChannelOption.DOMAIN_SOCKET_READ_MODE, mode)
                // Edge-triggered, Netty reads one descriptor an event and leaves the others in the socket for ever.
                .option(
                        EpollChannelOption.EPOLL_MODE,
                        mode == DomainSocketReadMode.BYTES ? EpollMode.EDGE_TRIGGERED : EpollMode.LEVEL_TRIGGERED)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (mode == DomainSocketReadMode.BYTES) {
                            channel.pipeline()
                                    .addLast(new LengthFieldBasedFrameDecoder(
                                            WorkerCodec.LONGEST_FRAME + LENGTH, 0, LENGTH, 0, LENGTH));
                        }
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(new DomainSocketAddress(socket.toString()))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        session.end(new WorkerException(
                                Reason.AWAY,
                                "the worker cannot be reached: " + done.cause().getMessage()));
                    }
                });
    }

    private static byte[] greeting(char kind, byte[] rest) {
        return ByteBuffer.allocate(1 + rest.length).put((byte) kind).put(rest).array();
    }

    /** What both connections have in common: a greeting, and an end that is the session's. */
    private abstract static class Handler extends ChannelInboundHandlerAdapter {
        final WorkerSession session;
        private final byte[] greeting;

        Handler(WorkerSession session, byte[] greeting) {
            this.session = session;
            this.greeting = greeting;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var _ = context.writeAndFlush(Unpooled.wrappedBuffer(greeting), context.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            session.end(new WorkerException(Reason.AWAY, "the worker hung up"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            session.end(new WorkerException(Reason.AWAY, "the connection to the worker broke: " + cause.getMessage()));
        }
    }

    private static final class DescriptorHandler extends Handler {
        DescriptorHandler(WorkerSession session, byte[] greeting) {
            super(session, greeting);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            session.pairing().descriptor((FileDescriptor) message);
        }
    }

    private static final class ControlHandler extends Handler {
        ControlHandler(WorkerSession session, byte[] greeting) {
            super(session, greeting);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var bytes = (ByteBuf) message;
            byte[] frame;
            try {
                frame = ByteBufUtil.getBytes(bytes);
            } finally {
                bytes.release();
            }
            if (!session.isOver()) {
                session.pairing().reply(WorkerCodec.decodeReply(frame));
            }
        }
    }
}
