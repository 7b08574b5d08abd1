// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.CallAuth;
import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.logs.InvocationLog;
import io.jfn.images.PreparedImage;
import io.jfn.scheduler.Deployment;
import io.jfn.scheduler.Scheduler;
import io.jfn.scheduler.SchedulerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A Vert.x server with the invocation path, a real scheduler behind it, and instances that a test plays. */
final class Stage implements AutoCloseable {
    static final long MOST_BYTES = 1_000_000;
    static final String TOKEN = "the-node's-token";

    final TestInstances instances = new TestInstances();
    final RecordedMetrics metrics = new RecordedMetrics();
    final RecordedLog log = new RecordedLog();
    final Scheduler<Revision, FunctionInstance> scheduler;

    private final Map<String, Revision> deployed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final HttpServer server;

    Stage() throws Exception {
        this(SchedulerConfig.withMemory(1024 * ResourceLimits.MIB));
    }

    Stage(SchedulerConfig config) throws Exception {
        scheduler = new Scheduler<>(instances, config, System::nanoTime, timer);
        var ports = new InvocationPorts(deployed::get, scheduler, TOKEN::equals, MOST_BYTES, log, metrics);
        server = vertx.createHttpServer()
                .requestHandler(new InvocationHandler(ports))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    /** A deployed function with one instance at most. */
    Stage with(String name) {
        return with(name, 30_000, 1, CallAuth.NONE);
    }

    Stage with(String name, long timeoutMillis, int max, CallAuth auth) {
        var spec = new FunctionSpec(
                name,
                null,
                "sha256:" + "a".repeat(64),
                null,
                null,
                List.of("/f"),
                null,
                0,
                new ResourceLimits(64 * ResourceLimits.MIB, 200, 16, 0),
                timeoutMillis,
                1,
                new Scaling(0, max, 60_000),
                Map.of(),
                Map.of(),
                auth,
                null,
                Map.of());
        var image =
                new PreparedImage(List.of(new Digest("sha256:" + "b".repeat(64))), List.of("/f"), List.of(), "/", 1);
        var revision = new Revision(TenantName.DEFAULT, spec, 1, image);
        deployed.put(name, revision);
        scheduler.deploy(
                new Deployment<>(revision.name(), 1, revision, spec.limits(), spec.concurrency(), spec.scale()));
        return this;
    }

    RawClient client() throws IOException {
        return new RawClient(server.actualPort());
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        timer.shutdownNow();
    }

    record Counted(String function, Outcome outcome, boolean cold) {}

    static final class RecordedMetrics implements InvocationMetrics {
        final LinkedBlockingQueue<Counted> counted = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<String> colds = new LinkedBlockingQueue<>();

        Counted next() throws InterruptedException {
            return counted.poll(5, TimeUnit.SECONDS);
        }

        @Override
        public ForFunction of(String function) {
            return new ForFunction() {
                @Override
                public void invoked(Outcome outcome, boolean cold, long nanos) {
                    counted.add(new Counted(function, outcome, cold));
                }

                @Override
                public void coldStart(long queueNanos, long claimNanos, long startNanos) {
                    colds.add(function);
                }
            };
        }

        @Override
        public ForFunction ofNone() {
            return of("");
        }
    }

    static final class RecordedLog implements InvocationLog {
        final LinkedBlockingQueue<String> begun = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<String> notes = new LinkedBlockingQueue<>();

        @Override
        public void begin(String instance, String invocation) {
            begun.add(instance + " " + invocation);
        }

        @Override
        public void end(String instance, String invocation) {
            ended.add(instance + " " + invocation);
        }

        @Override
        public void note(String function, String instance, String invocation, String text) {
            notes.add(function + ": " + text);
        }
    }
}
