// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.gateway.contract.ExitWatch;
import io.jfn.gateway.contract.InstanceFailures;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.instance.Endpoint;
import io.jfn.gateway.instance.MainProcess;
import io.jfn.gateway.worker.WorkerException;
import io.jfn.scheduler.StartFailedException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The way to a main process that is an HTTP server on its own port. A call runs on the event loop of its caller where that
 * is one of ours, so that no thread wakes another on the way.
 */
public final class HttpEndpoint implements Endpoint {
    private static final long FAREWELL_MILLIS = 1000;

    private final MainProcess process;
    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final ConnectionPool pool = new ConnectionPool();
    private final InstanceFailures failures;
    private final ExitWatch exits;

    HttpEndpoint(MainProcess process, EventLoopGroup group) {
        this.process = process;
        this.group = group;
        for (EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
        failures = new InstanceFailures(process);
        exits = new ExitWatch(process);
        // What the process said last is read to its end; nothing waits longer than that for a process that is gone.
        process.ended().thenAccept(_ -> {
            var _ = group.next().schedule(() -> pool.close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    /** Endpoints whose connections live on the event loops of an epoll group. */
    public static Factory factory(EventLoopGroup group) {
        return process -> new HttpEndpoint(process, group);
    }

    @Override
    public CompletionStage<?> ready(int patienceMillis) {
        var ready = new CompletableFuture<Void>();
        process.connect(patienceMillis).whenComplete((descriptor, failure) -> {
            if (failure == null) {
                pool.keep(descriptor);
                ready.complete(null);
            } else {
                var refused = WorkerException.behind(failure);
                if (refused != null && refused.reason() == WorkerException.Reason.NOT_LISTENING) {
                    ready.completeExceptionally(deaf(patienceMillis)); // the worker has seen that it lives
                } else {
                    exits.learn(
                            group.next(),
                            exit -> ready.completeExceptionally(
                                    exit.map(failures::endedBeforeReady).orElseGet(() -> deaf(patienceMillis))));
                }
            }
        });
        return ready;
    }

    private StartFailedException deaf(int patienceMillis) {
        return failures.notReady(
                "nothing listened on port " + process.revision().spec().port() + " within " + patienceMillis
                        + " ms; let it listen on the port that $PORT says");
    }

    @Override
    public void invoke(Exchange exchange) {
        HttpConnection idle = pool.take(HttpCall.isRepeatable(exchange.request()));
        EventLoop loop = idle != null ? idle.loop() : here();
        var call = new HttpCall(exchange, new Route(process, pool, failures, exits), loop);
        if (loop.inEventLoop()) {
            call.start(idle);
        } else {
            loop.execute(() -> call.start(idle));
        }
    }

    private EventLoop here() {
        for (EventLoop loop : loops) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        return group.next();
    }

    @Override
    public void close() {
        pool.close();
    }
}
