// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerRequest;
import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what one gateway asks about its leases. {@link #take} keeps the order of requests and must be called by the
 * thread that read them; what it returns may block and may run on any thread.
 */
final class LeaseOrders {
    private static final System.Logger LOG = System.getLogger("io.jfn.pool");

    private final WarmPool pool;
    private final Outbox outbox;
    private final Executor threads;
    private final BooleanSupplier stopping;
    private final LeaseTable leases = new LeaseTable();

    LeaseOrders(WarmPool pool, Outbox outbox, Executor threads, BooleanSupplier stopping) {
        this.pool = pool;
        this.outbox = outbox;
        this.threads = threads;
        this.stopping = stopping;
    }

    LeaseTable leases() {
        return leases;
    }

    /** {@code meanwhile} is run while the sandbox works on its start, if it comes to that. */
    Runnable take(long id, WorkerRequest.Claim claim, Meanwhile meanwhile) {
        if (stopping.getAsBoolean()) {
            return () -> fail(id, FailureReason.STOPPING, "the worker is stopping");
        }
        var lease = leases.open(claim.lease(), opened -> claim(id, opened, claim, meanwhile));
        if (lease == null) {
            return () -> fail(id, FailureReason.INVALID, "lease " + claim.lease() + " is taken: choose another number");
        }
        return lease.orders()::work;
    }

    Runnable take(long id, WorkerRequest.Connect connect) {
        try {
            var lease = leases.get(connect.lease());
            return () -> connectFromItsStart(id, lease, connect);
        } catch (NoSuchLeaseException e) {
            return () -> fail(id, e);
        }
    }

    /** An order about a lease that is answered with what {@code order} gives. */
    Runnable take(long id, long number, Order order) {
        try {
            var lease = leases.get(number);
            return ordered(lease, () -> {
                try {
                    outbox.send(id, order.carryOut(lease.sandbox()));
                } catch (RuntimeException e) {
                    fail(id, e);
                }
            });
        } catch (NoSuchLeaseException e) {
            return () -> fail(id, e);
        }
    }

    interface Order {
        WorkerReply carryOut(GuardedSandbox sandbox);
    }

    /** Ends every lease, those whose claim is still running too, and opens none any more. */
    void end() {
        for (var lease : leases.close()) {
            lease.orders().put(() -> close(lease));
            threads.execute(lease.orders()::work);
        }
    }

    private static void close(Lease lease) {
        if (!lease.started().isCompletedExceptionally()) {
            lease.started().join().close();
        }
    }

    private static Runnable ordered(Lease lease, Runnable task) {
        lease.orders().put(task);
        return lease.orders()::work;
    }

    private void claim(long id, Lease lease, WorkerRequest.Claim claim, Meanwhile meanwhile) {
        Launched launched;
        try {
            // Told first, so that a connect that is read next is tried while the start goes on.
            launched = pool.launch(claim.request(), meanwhile.telling(lease.starting()::complete));
        } catch (InterruptedException | RuntimeException | Error e) {
            leases.remove(lease);
            lease.end();
            var none = new NoSuchLeaseException(lease.number());
            lease.starting().completeExceptionally(none);
            lease.started().completeExceptionally(none);
            fail(id, e);
            return;
        }
        var sandbox = launched.sandbox();
        var started = launched.started();
        boolean withListener = started.listener() >= 0;
        var reply = new WorkerReply.Claimed(
                lease.number(),
                sandbox.id(),
                launched.poolHit(),
                withListener,
                launched.waitNanos(),
                started.bindNanos(),
                started.spawnNanos());
        lease.started().complete(sandbox);
        if (withListener) {
            outbox.send(id, reply, started.stdout(), started.stderr(), started.listener());
        } else {
            outbox.send(id, reply, started.stdout(), started.stderr());
        }
        // Only now, so that no Exited overtakes its Claimed.
        var _ = sandbox.exit().whenCompleteAsync((exit, _) -> exited(lease, sandbox, exit), threads);
        var _ = sandbox.destroyed()
                .thenCompose(_ -> sandbox.exit().copy().completeOnTimeout(null, 2, TimeUnit.SECONDS))
                .whenCompleteAsync((exit, _) -> exited(lease, sandbox, exit), threads);
    }

    private void exited(Lease lease, GuardedSandbox sandbox, Sandbox.@Nullable Exit exit) {
        if (!lease.end()) {
            return;
        }
        leases.remove(lease);
        outbox.send(
                0,
                exit != null
                        ? new WorkerReply.Exited(
                                lease.number(), exit.code(), exit.signal(), exit.oomKilled(), exit.usage())
                        : new WorkerReply.Exited(lease.number(), -1, 9, false, sandbox.usage()));
        sandbox.close();
    }

    /**
     * Tries while the main process is still being started: the thread that starts it is held up by it, and then has other things
     * to do.
     */
    private void connectFromItsStart(long id, Lease lease, WorkerRequest.Connect connect) {
        if (lease.starting().isDone()) {
            connect(id, lease, connect);
        } else {
            var _ = lease.starting().whenComplete((_, _) -> threads.execute(() -> connect(id, lease, connect)));
        }
    }

    private void connect(long id, Lease lease, WorkerRequest.Connect connect) {
        try {
            if (connect.port() < 1 || connect.port() > 65_535 || connect.patienceMillis() < 0) {
                fail(
                        id,
                        FailureReason.INVALID,
                        "connect to port " + connect.port() + " within " + connect.patienceMillis()
                                + " ms: a port is 1 to 65535, patience 0 or more");
                return;
            }
            var sandbox = lease.connectable();
            long began = System.nanoTime();
            int fd = sandbox.connect(connect.port(), TimeUnit.MILLISECONDS.toNanos(connect.patienceMillis()));
            if (fd >= 0) {
                outbox.send(id, new WorkerReply.Connected(lease.number(), System.nanoTime() - began), fd);
            } else if (sandbox.mayListen() && !sandbox.exit().isDone()) {
                fail(
                        id,
                        FailureReason.NOT_LISTENING,
                        "nothing listened on port " + connect.port() + " within " + connect.patienceMillis() + " ms");
            } else {
                fail(
                        id,
                        FailureReason.NO_SUCH_LEASE,
                        "the main process of lease " + lease.number() + " ended before it listened on port "
                                + connect.port());
            }
        } catch (RuntimeException e) {
            fail(id, e);
        }
    }

    private void fail(long id, Throwable e) {
        switch (e) {
            case CompletionException c when c.getCause() != null -> fail(id, c.getCause());
            case NoSuchLeaseException _, SandboxDeadException _ ->
                fail(id, FailureReason.NO_SUCH_LEASE, String.valueOf(e.getMessage()));
            case NoCapacityException _ -> fail(id, FailureReason.NO_CAPACITY, String.valueOf(e.getMessage()));
            case SandboxException s -> {
                LOG.log(Level.WARNING, s.step() + " failed with errno " + s.errno());
                outbox.send(
                        id,
                        new WorkerReply.Failed(
                                FailureReason.LAUNCH_FAILED,
                                s.step(),
                                s.object(),
                                s.errno(),
                                String.valueOf(s.getMessage())));
            }
            case InterruptedException _ -> {
                Thread.currentThread().interrupt();
                fail(id, FailureReason.STOPPING, "the worker is stopping");
            }
            default -> {
                LOG.log(Level.ERROR, "a request failed in an unforeseen way", e);
                outbox.send(
                        id,
                        new WorkerReply.Failed(
                                FailureReason.LAUNCH_FAILED,
                                "worker",
                                e.getClass().getSimpleName(),
                                0,
                                "the worker failed in an unforeseen way: its log says more"));
            }
        }
    }

    private void fail(long id, FailureReason reason, String message) {
        outbox.send(id, new WorkerReply.Failed(reason, "", "", 0, message));
    }
}
