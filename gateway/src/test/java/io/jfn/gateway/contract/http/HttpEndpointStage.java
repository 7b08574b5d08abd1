// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.instance.Endpoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** An http endpoint before a function that a test scripts, and the words that tests of it are told in. */
abstract class HttpEndpointStage {
    final EventLoopGroup loops = new EpollEventLoopGroup(2);

    final List<AutoCloseable> open = new ArrayList<>();
    final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    FakeMainProcess process = FakeMainProcess.listeningOn(1, 1);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : open.reversed()) {
            thing.close();
        }
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    Endpoint endpoint(ScriptedServer.Script script) throws IOException {
        return endpoint(server(script), 1);
    }

    ScriptedServer server(ScriptedServer.Script script) throws IOException {
        var server = new ScriptedServer(script);
        open.add(server);
        return server;
    }

    Endpoint endpoint(ScriptedServer server, int concurrency) {
        process = FakeMainProcess.listeningOn(server.port(), concurrency);
        Endpoint endpoint = HttpEndpoint.factory(loops).open(process);
        open.add(endpoint);
        endpoint.ready(1000).toCompletableFuture().join();
        return endpoint;
    }

    static RecordingExchange call(Endpoint endpoint, RecordingExchange exchange) {
        endpoint.invoke(exchange);
        return exchange;
    }

    static Failure failure(Endpoint endpoint, RecordingExchange exchange) {
        return call(endpoint, exchange).failure();
    }

    /** Answers every request of a connection with its number and body length 0. */
    void echo(ScriptedServer.Peer peer) throws IOException {
        for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
            heads.add(head);
            peer.ok("connection " + peer.number);
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number once it did not change for a while. */
    static long waitUntilStill(AtomicLong number) throws InterruptedException {
        long before = -1;
        while (before != number.get()) {
            before = number.get();
            assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
        }
        return before;
    }
}
