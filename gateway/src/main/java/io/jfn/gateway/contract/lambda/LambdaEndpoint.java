// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.gateway.contract.ExitWatch;
import io.jfn.gateway.contract.InstanceFailures;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.instance.Endpoint;
import io.jfn.gateway.instance.MainProcess;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.util.concurrent.CompletionStage;

/** The way to a main process that fetches its invocations from the Runtime API, which is served here. */
public final class LambdaEndpoint implements Endpoint {
    private final EventLoop loop;
    private final RuntimeSession session;
    private final Channel listener;

    private LambdaEndpoint(MainProcess process, EventLoop loop) {
        this.loop = loop;
        var exits = new ExitWatch(process);
        session = new RuntimeSession(new InstanceFailures(process), exits, loop);
        listener = new ServerBootstrap()
                .group(loop, loop)
                .channelFactory(() -> new EpollServerSocketChannel(process.listener()))
                .childHandler(RuntimeConnection.initializer(session))
                .register()
                .channel();
        process.ended().thenAccept(exit -> loop.execute(() -> session.ended(exit)));
    }

    /** Endpoints that live on event loops of an epoll group, each on one. */
    public static Factory factory(EventLoopGroup group) {
        return process -> new LambdaEndpoint(process, group.next());
    }

    @Override
    public CompletionStage<?> ready(int patienceMillis) {
        return session.ready(patienceMillis);
    }

    @Override
    public void invoke(Exchange exchange) {
        var call = new LambdaCall(exchange, session, loop);
        if (loop.inEventLoop()) {
            call.start();
        } else {
            loop.execute(call::start);
        }
    }

    @Override
    public void close() {
        var _ = listener.close();
        loop.execute(session::close);
    }
}
