// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.Endpoint;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.instance.MainProcess;
import io.jfn.gateway.instance.StartTimes;
import io.jfn.scheduler.InstanceStarter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Starts instances that exist only in memory; a script of the test carries out each invocation. */
final class TestInstances implements InstanceStarter<Revision, FunctionInstance> {
    static final StartTimes TIMES = new StartTimes(true, 100_000, 200_000, 300_000, 1_500_000, 2_250_000);

    final LinkedBlockingQueue<TestCarrier> invocations = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<CompletableFuture<FunctionInstance>> starts = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> stops = new LinkedBlockingQueue<>();
    final AtomicInteger inUse = new AtomicInteger();
    volatile Consumer<TestCarrier> script = _ -> {};
    volatile boolean holdStarts;
    volatile boolean beginLater;
    volatile CompletionStage<Usage> usage = CompletableFuture.completedFuture(Usage.NONE);

    TestCarrier next() throws InterruptedException {
        TestCarrier carrier = invocations.poll(5, TimeUnit.SECONDS);
        if (carrier == null) {
            throw new AssertionError("no invocation reached an instance");
        }
        return carrier;
    }

    @Override
    public CompletionStage<FunctionInstance> start(
            String id, Revision revision, ResourceLimits limits, GoneListener gone) {
        var stage = new CompletableFuture<FunctionInstance>();
        if (holdStarts) {
            starts.add(stage);
        } else {
            stage.complete(new Instance(id));
        }
        return stage;
    }

    FunctionInstance instance(String id) {
        return new Instance(id);
    }

    private final class Instance implements FunctionInstance, Endpoint {
        private final String id;

        Instance(String id) {
            this.id = id;
        }

        @Override
        public void invoke(Exchange exchange) {
            var carrier = new TestCarrier(exchange);
            if (!beginLater) {
                exchange.begin(carrier);
            }
            script.accept(carrier);
            invocations.add(carrier);
        }

        @Override
        public MainProcess process() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Endpoint endpoint() {
            return this;
        }

        @Override
        public StartTimes times() {
            return TIMES;
        }

        @Override
        public CompletionStage<?> ready(int patienceMillis) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}

        @Override
        public CompletionStage<?> pause() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> resume() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> stop(long graceMillis) {
            stops.add(id);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Usage> usage() {
            return usage;
        }
    }
}
