// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A scheduler with everything about it fake, and the words scenario tests are told in. */
final class Stage {
    static final long MIB = ResourceLimits.MIB;

    final SteppedClock clock = new SteppedClock();
    final FakeTimer timer = new FakeTimer(clock);
    final FakeInstanceStarter starter = new FakeInstanceStarter();
    final List<String> events = new ArrayList<>();
    final Scheduler<String, FakeInstance> scheduler;

    Stage() {
        this(new SchedulerConfig(1024 * MIB, 10, 50, 2000, 100, 1000, 500));
    }

    Stage(SchedulerConfig config) {
        scheduler = new Scheduler<>(starter, config, new Recorder(), clock, timer);
    }

    static Deployment<String> function(String name, int revision, int concurrency, Scaling scale) {
        return function(name, revision, concurrency, scale, 256);
    }

    static Deployment<String> function(String name, int revision, int concurrency, Scaling scale, int mib) {
        ResourceLimits limits = new ResourceLimits(mib * MIB, 1000, 128, 0);
        return new Deployment<>(
                new FunctionName(name), revision, name + " of revision " + revision, limits, concurrency, scale);
    }

    Stage deploy(String name) {
        return deploy(name, new Scaling(0, 4, 60_000));
    }

    Stage deploy(String name, Scaling scale) {
        scheduler.deploy(function(name, 1, 1, scale));
        return this;
    }

    Call call(String name) {
        return call(name, 30_000);
    }

    Call call(String name, long withinMillis) {
        return new Call(scheduler
                .acquire(new FunctionName(name), clock.inMillis(withinMillis))
                .toCompletableFuture());
    }

    List<InstanceState> states() {
        return scheduler.instances().stream().map(InstanceSnapshot::state).toList();
    }

    int queued() {
        return scheduler.snapshot().queued();
    }

    /** An invocation that asked for an instance. */
    record Call(CompletableFuture<Lease<FakeInstance>> future) {
        Lease<FakeInstance> lease() {
            assertThat(future).isCompleted();
            return future.join();
        }

        String instance() {
            return lease().instanceId();
        }

        boolean waits() {
            return !future.isDone();
        }

        Outcome outcome() {
            return rejection().outcome();
        }

        RejectedException rejection() {
            assertThat(future).isCompletedExceptionally();
            try {
                future.join();
            } catch (CompletionException e) {
                return (RejectedException) e.getCause();
            }
            throw new AssertionError("not reached");
        }

        Call release() {
            lease().release();
            return this;
        }
    }

    private final class Recorder implements SchedulerListener {
        @Override
        public void coldStart(FunctionName function, int revision, long queuedNanos, long startNanos) {
            events.add("cold " + function + " " + queuedNanos / 1_000_000 + "+" + startNanos / 1_000_000);
        }

        @Override
        public void started(FunctionName function, int revision, String instanceId, long startNanos) {
            events.add("started " + instanceId);
        }

        @Override
        public void startFailed(FunctionName f, int revision, String instanceId, Outcome outcome, String message) {
            events.add("failed " + instanceId + " " + outcome);
        }

        @Override
        public void queued(FunctionName function, int length) {
            events.add("queued " + function + " " + length);
        }

        @Override
        public void rejected(FunctionName function, Outcome outcome) {
            events.add("rejected " + function + " " + outcome);
        }

        @Override
        public void paused(FunctionName function, String instanceId) {
            events.add("paused " + instanceId);
        }

        @Override
        public void resumed(FunctionName function, String instanceId) {
            events.add("resumed " + instanceId);
        }

        @Override
        public void evicted(FunctionName function, String instanceId) {
            events.add("evicted " + instanceId);
        }

        @Override
        public void expired(FunctionName function, String instanceId) {
            events.add("expired " + instanceId);
        }

        @Override
        public void gone(FunctionName function, String instanceId, String reason) {
            events.add("gone " + instanceId + " " + reason);
        }

        @Override
        public void vanished(FunctionName function) {
            events.add("vanished " + function);
        }
    }
}
