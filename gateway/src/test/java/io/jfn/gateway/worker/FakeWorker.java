// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The worker's side of the protocol on a real Unix socket, answering only what a test tells it to. The descriptors it sends
 * are of files in its folder, so that their copies can be told apart and counted.
 */
final class FakeWorker implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    final Path folder;
    final Path socket;
    final BlockingQueue<WorkerCodec.Frame<WorkerRequest>> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> lost = new LinkedBlockingQueue<>();
    volatile WorkerReply greeting =
            new WorkerReply.Welcome(WorkerCodec.VERSION, "node-1", "v2", 1L << 30, List.of("swap"));
    private final EventLoopGroup group = new EpollEventLoopGroup(1);
    private final BlockingQueue<Paired> paired = new LinkedBlockingQueue<>();
    private byte[] token;
    private WorkerCodec.Frame<WorkerRequest> hello;
    private Channel control;
    private Channel descriptors;

    record Paired(Channel control, Channel descriptors) {}

    FakeWorker(Path folder) {
        this.folder = folder;
        this.socket = folder.resolve("worker.sock");
        new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Conversation());
                    }
                })
                .bind(new DomainSocketAddress(socket.toString()))
                .syncUninterruptibly();
    }

    /** Waits until a gateway has both connections and was greeted. */
    Paired met() throws InterruptedException {
        var met = paired.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (met == null) {
            throw new AssertionError("no gateway came");
        }
        return met;
    }

    <T extends WorkerRequest> WorkerCodec.Frame<T> next(Class<T> kind) throws InterruptedException {
        var frame = requests.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no " + kind.getSimpleName() + " came");
        }
        return new WorkerCodec.Frame<>(frame.id(), kind.cast(frame.message()));
    }

    void reply(long id, WorkerReply reply) {
        control.writeAndFlush(Unpooled.wrappedBuffer(WorkerCodec.encode(id, reply)))
                .syncUninterruptibly();
    }

    /** As the worker does: the descriptors first. */
    void reply(long id, WorkerReply reply, String... files) throws IOException {
        send(files);
        reply(id, reply);
    }

    /** Sends descriptors of new files with these names. */
    void send(String... files) throws IOException {
        for (String name : files) {
            var file = folder.resolve(name);
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            var descriptor = FileDescriptor.from(file.toFile());
            descriptors.writeAndFlush(descriptor).syncUninterruptibly();
            descriptor.close();
        }
    }

    void raw(byte[] bytes) {
        control.writeAndFlush(Unpooled.wrappedBuffer(bytes)).syncUninterruptibly();
    }

    void hangUp() {
        control.close().syncUninterruptibly();
        descriptors.close().syncUninterruptibly();
    }

    boolean sawTheEnd() throws InterruptedException {
        return lost.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) != null;
    }

    /** What a descriptor of this process is open on, the file's name only. */
    static String nameOf(int descriptor) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                .getFileName()
                .toString();
    }

    /** How many descriptors of this process are open on the folder's files. */
    long open() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(this::isOurs).count();
        }
    }

    private boolean isOurs(Path link) {
        try {
            return Files.readSymbolicLink(link).startsWith(folder);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void greet() {
        if (token == null || hello == null) {
            return;
        }
        var said = (WorkerRequest.Hello) hello.message();
        var bits = ByteBuffer.wrap(token);
        if (bits.getLong() == said.tokenHigh() && bits.getLong() == said.tokenLow()) {
            var _ = control.writeAndFlush(Unpooled.wrappedBuffer(WorkerCodec.encode(hello.id(), greeting)));
            paired.add(new Paired(control, descriptors));
        }
        token = null;
        hello = null;
    }

    private final class Conversation extends ByteToMessageDecoder {
        private byte kind;

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (kind == 0) {
                kind = in.readByte();
            }
            if (kind == 'D' && in.readableBytes() >= 16) {
                token = ByteBufUtil.getBytes(in.readBytes(16));
                descriptors = context.channel();
                greet();
            } else if (kind == 'C' && in.readableBytes() >= 4) {
                int length = in.getInt(in.readerIndex());
                if (in.readableBytes() >= 4 + length) {
                    in.skipBytes(4);
                    byte[] frame = new byte[length];
                    in.readBytes(frame);
                    take(context.channel(), WorkerCodec.decodeRequest(frame));
                    out.add(length);
                }
            }
        }

        private void take(Channel from, WorkerCodec.Frame<WorkerRequest> frame) {
            if (frame.message() instanceof WorkerRequest.Hello) {
                control = from;
                hello = frame;
                greet();
            } else {
                requests.add(frame);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (kind == 'C') {
                lost.add(true);
            }
        }
    }
}
