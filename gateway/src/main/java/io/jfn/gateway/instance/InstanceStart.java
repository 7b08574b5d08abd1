// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Contract;
import io.jfn.gateway.logs.OutputCapture;
import io.jfn.gateway.worker.WorkerException;
import io.jfn.gateway.worker.WorkerException.Reason;
import io.jfn.gateway.worker.WorkerLease;
import io.jfn.scheduler.InstanceStarter.GoneListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One start, from the claim that was just sent to an instance that is ready, or to nothing left. Its stages may complete on
 * different threads; each is completed once, and the first verdict counts.
 */
final class InstanceStart {
    private static final int LONGEST_PATIENCE_MILLIS = 60_000;
    /** For the worker to answer at all, above the time that the function has. */
    private static final int ANSWER_MILLIS = 5_000;

    private static final int SIGKILL = 9;

    private final WorkerLease lease;
    private final WorkerProcess process;
    private final InstanceReport report;
    private final OutputCapture output;
    private final ScheduledExecutorService timer;
    private final int patienceMillis;
    private final CompletableFuture<Endpoint> opened = new CompletableFuture<>();
    private final CompletableFuture<StartTimes> verdict = new CompletableFuture<>();
    private final CompletableFuture<FunctionInstance> result = new CompletableFuture<>();

    InstanceStart(
            WorkerLease lease,
            WorkerProcess process,
            InstanceReport report,
            OutputCapture output,
            ScheduledExecutorService timer) {
        this.lease = lease;
        this.process = process;
        this.report = report;
        this.output = output;
        this.timer = timer;
        this.patienceMillis = patienceMillis(report.revision().spec().timeoutMillis());
    }

    /** Somewhat less than an invocation waits, so that its caller hears why the start failed and not only that time is over. */
    static int patienceMillis(long timeoutMillis) {
        return Math.clamp(timeoutMillis - Math.clamp(timeoutMillis / 10, 10, 500), 1, LONGEST_PATIENCE_MILLIS);
    }

    CompletionStage<FunctionInstance> begin(Endpoint.Factory factory, long sentNanos, GoneListener gone) {
        var bound = timer.schedule(this::late, patienceMillis + (long) ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        // A way that needs no listener opens at once: its first connect travels right behind the claim.
        var early = report.revision().spec().contract() == Contract.HTTP ? open(factory) : null;
        var _ = lease.started().whenComplete((started, error) -> {
            if (started == null) {
                verdict.completeExceptionally(error);
                return;
            }
            long answered = System.nanoTime();
            take(started);
            var ready = early != null ? early : open(factory);
            var _ = ready.whenComplete((_, failure) -> {
                if (failure == null) {
                    verdict.complete(times(started, sentNanos, answered));
                } else {
                    verdict.completeExceptionally(failure);
                }
            });
        });
        var _ = verdict.whenComplete((times, error) -> {
            bound.cancel(false);
            if (times != null) {
                succeed(times, gone);
            } else {
                clear(error);
            }
        });
        return result;
    }

    private void take(WorkerLease.Started started) {
        process.listensAt(started.listener());
        try {
            output.capture(report.revision().spec().name(), process.instanceId(), started.stdout(), started.stderr());
        } catch (RuntimeException e) {
            verdict.completeExceptionally(e);
        }
    }

    /** Opens the endpoint, also when the start has failed meanwhile: only the endpoint closes the listener. */
    private CompletionStage<?> open(Endpoint.Factory factory) {
        try {
            var endpoint = factory.open(process);
            if (!opened.complete(endpoint)) {
                endpoint.close();
                return CompletableFuture.failedFuture(new IllegalStateException("the start is over"));
            }
            return endpoint.ready(patienceMillis);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void late() {
        verdict.completeExceptionally(
                isUp()
                        ? new TimeoutException("it was not ready within " + patienceMillis + " ms")
                        : new WorkerException(
                                Reason.AWAY,
                                "the worker did not answer the claim within " + (patienceMillis + ANSWER_MILLIS)
                                        + " ms"));
    }

    private static StartTimes times(WorkerLease.Started started, long sent, long answered) {
        var facts = started.facts();
        return new StartTimes(
                facts.poolHit(),
                facts.waitNanos(),
                facts.bindNanos(),
                facts.spawnNanos(),
                answered - sent,
                Math.max(0, System.nanoTime() - answered));
    }

    private void succeed(StartTimes times, GoneListener gone) {
        var instance = new StartedInstance(lease, process, opened.join(), times, timer);
        result.complete(instance);
        instance.watch(report, gone);
    }

    private void clear(Throwable error) {
        boolean over = process.ended().toCompletableFuture().isDone();
        if (!opened.completeExceptionally(error) && !opened.isCompletedExceptionally()) {
            opened.join().close();
        }
        lease.kill();
        var _ = Bounded.wait(process.ended(), StartedInstance.END_MILLIS, timer)
                .whenComplete((exit, _) -> result.completeExceptionally(
                        exit != null && isUp() && (over || endedByItself(exit, error))
                                ? report.endedEarly(exit)
                                : report.failed(error)));
    }

    /** Whether a process that was killed here had ended before, and the word of it came later. */
    private static boolean endedByItself(MainProcess.Exit exit, Throwable error) {
        var refused = WorkerException.behind(error);
        if (refused != null && refused.reason() != Reason.AWAY) {
            return refused.reason() == Reason.NO_SUCH_LEASE;
        }
        return exit.oomKilled() || exit.exitCode() >= 0 || (exit.signal() != 0 && exit.signal() != SIGKILL);
    }

    /** Whether the main process was started, whatever became of it. */
    private boolean isUp() {
        var started = lease.started().toCompletableFuture();
        return started.isDone() && !started.isCompletedExceptionally();
    }
}
