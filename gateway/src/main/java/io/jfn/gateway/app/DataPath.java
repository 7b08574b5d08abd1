// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Contract;
import io.jfn.api.worker.WorkerReply;
import io.jfn.gateway.contract.http.HttpEndpoint;
import io.jfn.gateway.contract.lambda.LambdaEndpoint;
import io.jfn.gateway.functions.FunctionDirectory;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.functions.RemovedFunctions;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.http.Background;
import io.jfn.gateway.http.ConnectionGuard;
import io.jfn.gateway.http.FrontLimits;
import io.jfn.gateway.http.NodeToken;
import io.jfn.gateway.http.SchedulerMeters;
import io.jfn.gateway.http.WorkerHealth;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.instance.InstanceLauncher;
import io.jfn.gateway.invoke.InvocationHandler;
import io.jfn.gateway.invoke.InvocationPorts;
import io.jfn.gateway.invoke.InvocationRoute;
import io.jfn.gateway.invoke.MicrometerInvocationMetrics;
import io.jfn.gateway.logs.LogLimits;
import io.jfn.gateway.logs.LogStore;
import io.jfn.gateway.worker.SocketWorkerClient;
import io.jfn.gateway.worker.WorkerClient;
import io.jfn.scheduler.InstanceStarter;
import io.jfn.scheduler.Scheduler;
import io.jfn.scheduler.SchedulerListener;
import io.jfn.scheduler.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** How an invocation's way is put together: worker, contracts, launcher, logs, and the route that leads there. */
@Dependent
final class DataPath {
    @Produces
    @Singleton
    LogStore logs(GatewayConfig config, InstantSource clock, Ticker ticker) {
        return new LogStore(LogLimits.keeping(config.logBytesPerFunction()), clock, ticker::nanos);
    }

    void close(@Disposes LogStore logs) {
        logs.close();
    }

    @Produces
    @Singleton
    WorkerClient worker(StateFolder state, Vertx vertx) {
        return SocketWorkerClient.open(state.workerSocket(), loops(vertx).next());
    }

    @Produces
    @Singleton
    InstanceStarter<Revision, FunctionInstance> starter(WorkerClient worker, LogStore logs, Vertx vertx) {
        EventLoopGroup loops = loops(vertx);
        return new InstanceLauncher(
                worker,
                Map.of(Contract.HTTP, HttpEndpoint.factory(loops), Contract.LAMBDA, LambdaEndpoint.factory(loops)),
                logs,
                logs,
                loops);
    }

    @Produces
    @Singleton
    WorkerHealth health(WorkerClient worker) {
        return new WorkerHealth() {
            @Override
            public boolean connected() {
                return worker.connected();
            }

            @Override
            public String node() {
                var welcome = worker.welcome();
                return welcome == null ? "" : welcome.node();
            }

            @Override
            public String cgroups() {
                var welcome = worker.welcome();
                return welcome == null ? "" : welcome.cgroups();
            }

            @Override
            public CompletionStage<WorkerReply.Status> status() {
                return worker.status();
            }
        };
    }

    @Produces
    @Singleton
    MicrometerInvocationMetrics metrics(MeterRegistry registry) {
        return new MicrometerInvocationMetrics(registry);
    }

    @Produces
    @Singleton
    SchedulerListener listener(
            FunctionRegistry functions,
            LogStore logs,
            MicrometerInvocationMetrics metrics,
            MeterRegistry meters,
            @Background Executor background) {
        return SchedulerListener.all(
                new SchedulerMeters(meters),
                new RemovedFunctions(functions, background, List.of(logs::forget, metrics::forget)));
    }

    @Produces
    @Singleton
    InvocationHandler invocations(
            FunctionRegistry registry,
            Scheduler<Revision, FunctionInstance> scheduler,
            NodeToken token,
            GatewayConfig config,
            LogStore logs,
            MicrometerInvocationMetrics metrics) {
        FunctionDirectory directory = registry;
        return new InvocationHandler(
                new InvocationPorts(directory, scheduler, token::matches, config.maxRequestBytes(), logs, metrics));
    }

    void mount(@Observes Router router, InvocationHandler invocations) {
        InvocationRoute.mount(router, invocations);
    }

    /** Told once the server listens; a connection accepted before that, in the first instant, is closed for silence only. */
    void guard(
            @ObservesAsync HttpServerStart started,
            Vertx vertx,
            ObjectMapper json,
            GatewayConfig config,
            MeterRegistry meters) {
        var limits = new FrontLimits(
                config.headerTimeout(),
                config.idleTimeout(),
                config.leastBodyRate(),
                config.maxConnections(),
                config.maxConnectionsPerAddress());
        new ConnectionGuard(json, limits, meters).guard(((VertxInternal) vertx).getAcceptorEventLoopGroup());
    }

    private static EventLoopGroup loops(Vertx vertx) {
        return ((VertxInternal) vertx).getEventLoopGroup();
    }
}
