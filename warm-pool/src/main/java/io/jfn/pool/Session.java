// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One gateway being served. The thread that reads a request carries it out itself and leaves the reading to another one,
 * so that a claim waits for no hand-over; one thread reads at a time.
 */
final class Session {
    /** Requests being carried out at a time; beyond, none is read before one is done. */
    static final int MOST_REQUESTS = 2048;

    private static final System.Logger LOG = System.getLogger("io.jfn.pool");

    private final FrameReader frames;
    private final WorkerConnection control;
    private final WorkerConnection descriptors;
    private final Outbox outbox;
    private final LeaseOrders orders;
    private final WarmPool pool;
    private final Executor threads;
    private final WorkerServer server;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    Session(FrameReader frames, WorkerConnection control, WorkerConnection descriptors, WorkerServer server) {
        this.frames = frames;
        this.control = control;
        this.descriptors = descriptors;
        this.pool = server.pool();
        this.threads = server.threads();
        this.server = server;
        this.outbox = new Outbox(control, descriptors, server.closer(), () -> end("it does not read"));
        this.orders = new LeaseOrders(pool, outbox, threads, server::stopping);
    }

    void welcome(long id, WorkerReply.Welcome welcome) {
        outbox.send(id, welcome);
    }

    /** Reads and carries out; returns when another thread took over the reading, or at the end. */
    void serve() {
        try {
            for (var frame = frames.next(); frame != null; frame = frames.next()) {
                boolean handOver = running.incrementAndGet() < MOST_REQUESTS;
                carryOut(frame.id(), frame.message(), handOver ? once(this::readOn) : () -> {});
                if (handOver) {
                    return;
                }
            }
            end("it hung up");
        } catch (ProtocolException e) {
            end("protocol error: " + e.getMessage());
        } catch (IOException e) {
            end("connection lost");
        }
    }

    /** Has another thread go on reading. */
    private void readOn() {
        try {
            threads.execute(this::serve);
        } catch (RejectedExecutionException e) {
            end("the worker stops");
        }
    }

    private static Meanwhile once(Runnable task) {
        var done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                task.run();
            }
        };
    }

    /** A claim has its sandbox begin before it wakes the next reader; all else may block at once. */
    private void carryOut(long id, WorkerRequest request, Meanwhile readOn) {
        try {
            var work = take(id, request, readOn);
            if (!(request instanceof WorkerRequest.Claim)) {
                readOn.run();
            }
            work.run();
        } finally {
            readOn.run();
            running.decrementAndGet();
        }
    }

    private Runnable take(long id, WorkerRequest request, Meanwhile readOn) {
        return switch (request) {
            case WorkerRequest.Hello _ -> throw new ProtocolException("a second Hello");
            case WorkerRequest.Claim m -> orders.take(id, m, readOn);
            case WorkerRequest.Connect m -> orders.take(id, m);
            case WorkerRequest.Pause m -> orders.take(id, m.lease(), done(GuardedSandbox::pause));
            case WorkerRequest.Resume m -> orders.take(id, m.lease(), done(GuardedSandbox::resume));
            case WorkerRequest.UpdateLimits m ->
                orders.take(id, m.lease(), sandbox -> {
                    if (!sandbox.update(m.limits())) {
                        return new WorkerReply.Failed(
                                FailureReason.NO_CAPACITY, "", "", 0, "no memory is free for the larger limit");
                    }
                    return new WorkerReply.Done();
                });
            case WorkerRequest.ReadUsage m ->
                orders.take(id, m.lease(), sandbox -> new WorkerReply.Used(m.lease(), sandbox.usage()));
            case WorkerRequest.Terminate m -> orders.take(id, m.lease(), done(GuardedSandbox::terminate));
            case WorkerRequest.Kill m -> orders.take(id, m.lease(), done(GuardedSandbox::close));
            case WorkerRequest.ReadStatus _ -> () -> outbox.send(id, status());
        };
    }

    private static LeaseOrders.Order done(java.util.function.Consumer<GuardedSandbox> call) {
        return sandbox -> {
            call.accept(sandbox);
            return new WorkerReply.Done();
        };
    }

    private WorkerReply.Status status() {
        var counts = pool.counts();
        var leases = orders.leases().numbers();
        return new WorkerReply.Status(
                counts.ready(),
                leases.size(),
                counts.destroying(),
                counts.reservedBytes(),
                counts.created(),
                counts.destroyed(),
                leases);
    }

    /** Ends every lease, and lets their ends be told. */
    void endLeases() {
        orders.end();
    }

    /** Ends every lease and both connections. Idempotent. */
    void end(String why) {
        if (ended.compareAndSet(false, true)) {
            LOG.log(Level.INFO, "gateway is gone: " + why);
            outbox.end();
            control.close();
            descriptors.close();
            try {
                orders.end();
            } finally {
                server.over(this);
            }
        }
    }
}
