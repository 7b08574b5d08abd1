// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.instance.Endpoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A lambda endpoint with a runtime that a test plays, and the words that tests of it are told in. */
abstract class LambdaEndpointStage {
    final EventLoopGroup loops = new EpollEventLoopGroup(2);

    final List<AutoCloseable> open = new ArrayList<>();
    FakeMainProcess process;
    Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        process = FakeMainProcess.withRuntimeApi();
        endpoint = LambdaEndpoint.factory(loops).open(process);
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
        for (AutoCloseable thing : open) {
            thing.close();
        }
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    FakeRuntime runtime() throws IOException {
        var runtime = new FakeRuntime(process.port());
        open.add(runtime);
        return runtime;
    }

    RecordingExchange call(RecordingExchange exchange) {
        endpoint.invoke(exchange);
        return exchange;
    }

    /** A runtime that has an invocation in hand. */
    FakeRuntime running(RecordingExchange exchange) throws IOException {
        FakeRuntime runtime = runtime();
        call(exchange);
        assertThat(runtime.next().id()).isEqualTo(exchange.id());
        return runtime;
    }
}
