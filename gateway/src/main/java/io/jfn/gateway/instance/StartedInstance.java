// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.worker.Usage;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.jfn.gateway.worker.WorkerLease;
import io.jfn.scheduler.InstanceStarter.GoneListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** An instance that took its start; what the scheduler asks of it goes to its lease. */
final class StartedInstance implements FunctionInstance {
    /** How long the end of a sandbox may take after it was killed. */
    static final long END_MILLIS = 5_000;

    private final WorkerLease lease;
    private final WorkerProcess process;
    private final Endpoint endpoint;
    private final StartTimes times;
    private final ScheduledExecutorService timer;
    /** Its end, after the log and the scheduler were told: a note that came later could find the function forgotten. */
    private final CompletableFuture<Exit> told = new CompletableFuture<>();

    private volatile boolean stopping;

    StartedInstance(
            WorkerLease lease,
            WorkerProcess process,
            Endpoint endpoint,
            StartTimes times,
            ScheduledExecutorService timer) {
        this.lease = lease;
        this.process = process;
        this.endpoint = endpoint;
        this.times = times;
        this.timer = timer;
    }

    /** Closes the endpoint when the process is gone, and tells when nobody asked for that. */
    void watch(InstanceReport report, GoneListener gone) {
        var _ = process.ended().thenAccept(exit -> {
            boolean asked = stopping;
            try {
                endpoint.close();
                if (asked) {
                    report.stopped(exit);
                } else {
                    gone.gone(report.gone(exit));
                }
            } finally {
                told.complete(exit);
            }
        });
    }

    @Override
    public MainProcess process() {
        return process;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public StartTimes times() {
        return times;
    }

    @Override
    public CompletionStage<?> pause() {
        return lease.pause();
    }

    @Override
    public CompletionStage<?> resume() {
        return lease.resume();
    }

    @Override
    public CompletionStage<?> stop(long graceMillis) {
        stopping = true;
        if (process.ended().toCompletableFuture().isDone()) {
            return told;
        }
        if (graceMillis <= 0) {
            return kill();
        }
        var _ = lease.terminate().whenComplete((_, error) -> {
            if (error != null) {
                var _ = kill();
            }
        });
        return Bounded.wait(told, graceMillis, timer)
                .thenCompose(exit -> exit == null ? kill() : CompletableFuture.<@Nullable Exit>completedFuture(exit));
    }

    private CompletableFuture<@Nullable Exit> kill() {
        lease.kill();
        return Bounded.wait(told, END_MILLIS, timer).thenApply(exit -> {
            if (exit == null) {
                endpoint.close();
            }
            return exit;
        });
    }

    @Override
    public CompletionStage<Usage> usage() {
        var ended = process.ended().toCompletableFuture();
        return ended.isDone() ? ended.thenApply(Exit::usage) : lease.usage();
    }
}
