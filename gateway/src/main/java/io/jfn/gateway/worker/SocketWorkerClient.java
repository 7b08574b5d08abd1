// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerRequest;
import io.jfn.gateway.worker.WorkerException.Reason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker over its Unix socket. It connects by itself, and again after a loss; while there is no connection, requests
 * fail at once. Owner: what is not final belongs to the event loop, and the volatile fields are read from everywhere.
 */
public final class SocketWorkerClient implements WorkerClient {
    private static final System.Logger LOG = System.getLogger("io.jfn.gateway.worker");
    private static final long SHORTEST_BACKOFF_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 2_000;
    private static final long HANDSHAKE_SECONDS = 10;

    private final Path socket;
    private final EventLoop loop;
    private final WorkerDialer dialer;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong leases = new AtomicLong();

    private volatile @Nullable WorkerSession session;
    private volatile WorkerReply.@Nullable Welcome welcome;
    private volatile String away = "it was not connected yet";
    private @Nullable WorkerSession dialed;
    private @Nullable ScheduledFuture<?> retry;
    private long backoffMillis = SHORTEST_BACKOFF_MILLIS;
    private boolean closed;

    private SocketWorkerClient(Path socket, EventLoop loop) {
        this.socket = socket;
        this.loop = loop;
        this.dialer = new WorkerDialer(socket, loop);
    }

    /** Begins to connect to the worker that listens at {@code socket}. */
    public static SocketWorkerClient open(Path socket, EventLoop epoll) {
        var client = new SocketWorkerClient(socket, epoll);
        epoll.execute(client::dial);
        return client;
    }

    @Override
    public WorkerLease claim(ClaimRequest request) {
        var lease = new SocketLease(leases.incrementAndGet(), this);
        lease.claim(request);
        return lease;
    }

    @Override
    public CompletionStage<WorkerReply.Status> status() {
        var stage = new CompletableFuture<WorkerReply.Status>();
        ask(
                new WorkerRequest.ReadStatus(),
                new PendingCall<>((reply, _) -> reply instanceof WorkerReply.Status s ? s : null, stage, null),
                this::session);
        return stage;
    }

    @Override
    public boolean connected() {
        return session != null;
    }

    @Override
    public WorkerReply.@Nullable Welcome welcome() {
        return welcome;
    }

    @Override
    public String away() {
        return session != null ? "" : awayText();
    }

    /** The connection in use; fails when there is none. */
    WorkerSession session() {
        var now = session;
        if (now == null) {
            throw new WorkerException(Reason.AWAY, awayText());
        }
        return now;
    }

    private String awayText() {
        return "the worker at " + socket + " is away (" + away
                + "): it is tried again by itself; see the worker's log, or start it with 'jfn up'";
    }

    /** Sends a request over the connection that {@code route}, on the event loop, names or refuses. */
    <T> void ask(WorkerRequest request, PendingCall<T> call, Supplier<WorkerSession> route) {
        if (session == null) {
            call.fail(new WorkerException(Reason.AWAY, awayText()));
            return;
        }
        long id = requests.incrementAndGet();
        byte[] frame;
        try {
            frame = WorkerCodec.encode(id, request);
        } catch (ProtocolException e) {
            call.fail(new WorkerException(Reason.INVALID, String.valueOf(e.getMessage())));
            return;
        }
        run(() -> route.get().send(id, frame, call), call);
    }

    private void run(Runnable sending, PendingCall<?> call) {
        try {
            if (loop.inEventLoop()) {
                attempt(sending, call);
            } else {
                loop.execute(() -> attempt(sending, call));
            }
        } catch (RejectedExecutionException e) {
            call.fail(new WorkerException(Reason.AWAY, "the gateway stops"));
        }
    }

    private static void attempt(Runnable sending, PendingCall<?> call) {
        try {
            sending.run();
        } catch (WorkerException e) {
            call.fail(e);
        }
    }

    private void dial() {
        retry = null;
        if (closed) {
            return;
        }
        var opening = new WorkerSession(this::ended);
        dialed = opening;
        long high = random.nextLong();
        long low = random.nextLong();
        long id = requests.incrementAndGet();
        var answer = new CompletableFuture<WorkerReply.Welcome>();
        opening.expect(
                id, new PendingCall<>((reply, _) -> reply instanceof WorkerReply.Welcome w ? w : null, answer, null));
        var late = loop.schedule(
                () -> opening.end(
                        new WorkerException(Reason.AWAY, "it did not answer within " + HANDSHAKE_SECONDS + " s")),
                HANDSHAKE_SECONDS,
                TimeUnit.SECONDS);
        var _ = answer.whenComplete((greeted, error) -> {
            late.cancel(false);
            if (greeted != null) {
                welcomed(opening, greeted);
            } else {
                opening.end(
                        error instanceof WorkerException refused
                                ? refused
                                : new WorkerException(Reason.AWAY, String.valueOf(error)));
            }
        });
        dialer.dial(
                opening,
                ByteBuffer.allocate(16).putLong(high).putLong(low).array(),
                WorkerCodec.encode(id, new WorkerRequest.Hello(WorkerCodec.VERSION, high, low)));
    }

    private void welcomed(WorkerSession opened, WorkerReply.Welcome greeted) {
        if (greeted.version() != WorkerCodec.VERSION) {
            opened.end(new WorkerException(
                    Reason.AWAY,
                    "it speaks version " + greeted.version() + " of the protocol, the gateway " + WorkerCodec.VERSION
                            + ": start both from one build"));
            return;
        }
        backoffMillis = SHORTEST_BACKOFF_MILLIS;
        welcome = greeted;
        session = opened;
        LOG.log(Level.INFO, "connected to the worker of node " + greeted.node());
    }

    private void ended(WorkerSession over, WorkerException why) {
        String reason = String.valueOf(why.getMessage());
        if (over == session || !reason.equals(away)) {
            LOG.log(closed ? Level.DEBUG : Level.WARNING, "the worker at " + socket + " is away: " + reason);
        }
        session = null;
        welcome = null;
        dialed = null;
        away = reason;
        if (!closed && !loop.isShuttingDown()) {
            retry = loop.schedule(this::dial, backoffMillis, TimeUnit.MILLISECONDS);
            backoffMillis = Math.min(2 * backoffMillis, LONGEST_BACKOFF_MILLIS);
        }
    }

    @Override
    public void close() {
        try {
            if (loop.inEventLoop()) {
                shut();
            } else {
                loop.submit(this::shut).syncUninterruptibly();
            }
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the event loop has ended, and the connections with it");
        }
    }

    private void shut() {
        closed = true;
        if (retry != null) {
            retry.cancel(false);
        }
        if (dialed != null) {
            dialed.end(new WorkerException(Reason.AWAY, "the gateway stops"));
        }
    }
}
