// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Serves one gateway at a time over a Unix socket. A connection says with its first byte what it is: {@code C} for control,
 * {@code D} for descriptors.
 */
final class WorkerServer implements AutoCloseable {
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final System.Logger LOG = System.getLogger("io.jfn.pool");
    /** Connections that have not yet said who they are, or wait for their other side. */
    private static final int MOST_STRANGERS = 16;

    private final WorkerListener listener;
    private final WarmPool pool;
    private final DescriptorCloser closer;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final NodeIdentity identity;
    private final Pairing pairing;
    private final long patienceNanos;
    private final Set<WorkerConnection> strangers = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private volatile boolean stopping;

    /** What a server works with besides its listener. */
    record Means(WarmPool pool, DescriptorCloser closer, Executor threads, ScheduledExecutorService timer) {}

    WorkerServer(WorkerListener listener, Means means, NodeIdentity identity, long patienceNanos) {
        this.listener = listener;
        this.pool = means.pool();
        this.closer = means.closer();
        this.threads = means.threads();
        this.timer = means.timer();
        this.identity = identity;
        this.patienceNanos = patienceNanos;
        this.pairing = new Pairing(patienceNanos);
    }

    /** Accepts until closed. */
    void serve() {
        while (!stopping) {
            try {
                meet(listener.accept());
            } catch (IOException e) {
                if (!stopping) {
                    LOG.log(Level.WARNING, "accepting a connection failed: " + e.getMessage());
                    pauseAfterFailure();
                }
            }
        }
    }

    private static void pauseAfterFailure() {
        try {
            TimeUnit.MILLISECONDS.sleep(50); // out of descriptors, most likely: do not spin
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void meet(WorkerConnection connection) {
        int uid = connection.peerUid();
        if (uid != 0 && uid != identity.gatewayUid()) {
            LOG.log(
                    Level.WARNING,
                    "refused a connection of user " + uid + ": only user " + identity.gatewayUid()
                            + " and root may connect");
            connection.close();
        } else if (strangers.size() >= MOST_STRANGERS) {
            LOG.log(Level.WARNING, "refused a connection: " + MOST_STRANGERS + " have not said who they are");
            connection.close();
        } else {
            strangers.add(connection);
            try {
                threads.execute(() -> greet(connection));
            } catch (RejectedExecutionException e) {
                strangers.remove(connection);
                connection.close();
            }
        }
    }

    private void greet(WorkerConnection connection) {
        boolean keep = false;
        var alarm = timer.schedule(connection::close, patienceNanos, TimeUnit.NANOSECONDS);
        try {
            byte[] kind = new byte[1];
            readFully(connection, kind);
            switch (kind[0]) {
                case 'C' -> {
                    var frames = new FrameReader(connection);
                    var hello = frames.next();
                    alarm.cancel(false);
                    if (hello != null) {
                        keep = hello(connection, frames, hello);
                    }
                }
                case 'D' -> {
                    byte[] token = new byte[16];
                    readFully(connection, token);
                    alarm.cancel(false);
                    var bits = ByteBuffer.wrap(token);
                    keep = pairing.offer(new Pairing.Token(bits.getLong(), bits.getLong()), connection);
                }
                default -> throw new ProtocolException("a connection begins with C or D");
            }
        } catch (ProtocolException e) {
            LOG.log(Level.WARNING, "closed a connection: " + e.getMessage());
        } catch (IOException e) {
            LOG.log(Level.INFO, "a connection ended before it said who it is");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            alarm.cancel(false);
            strangers.remove(connection);
            if (!keep) {
                connection.close();
            }
        }
    }

    private boolean hello(WorkerConnection control, FrameReader frames, WorkerCodec.Frame<WorkerRequest> first)
            throws IOException, InterruptedException {
        if (!(first.message() instanceof WorkerRequest.Hello hello)) {
            throw new ProtocolException("a control connection begins with Hello");
        }
        if (hello.version() != WorkerCodec.VERSION) {
            refuse(
                    control,
                    first.id(),
                    FailureReason.INVALID,
                    "the worker speaks version " + WorkerCodec.VERSION + " of the protocol, the gateway "
                            + hello.version() + ": start both from one build");
            return false;
        }
        if (stopping) {
            refuse(control, first.id(), FailureReason.STOPPING, "the worker is stopping");
            return false;
        }
        var descriptors = pairing.fetch(new Pairing.Token(hello.tokenHigh(), hello.tokenLow()));
        if (descriptors == null) {
            refuse(control, first.id(), FailureReason.INVALID, "no descriptor connection with this token came in time");
            return false;
        }
        var made = new Session(frames, control, descriptors, this);
        if (!session.compareAndSet(null, made)) {
            descriptors.close();
            refuse(control, first.id(), FailureReason.INVALID, "another gateway is being served");
            return false;
        }
        strangers.remove(control);
        LOG.log(Level.INFO, "serving a gateway of user " + control.peerUid());
        made.welcome(
                first.id(),
                new WorkerReply.Welcome(
                        WorkerCodec.VERSION,
                        identity.node(),
                        identity.cgroups(),
                        pool.budgetBytes(),
                        identity.lacks()));
        if (stopping) {
            made.endLeases(); // drain() may have looked before the session was there
        }
        made.serve();
        return true;
    }

    private static void refuse(WorkerConnection control, long id, FailureReason reason, String why) throws IOException {
        LOG.log(Level.WARNING, "refused a gateway: " + why);
        control.write(WorkerCodec.encode(id, new WorkerReply.Failed(reason, "", "", 0, why)));
    }

    private static void readFully(WorkerConnection connection, byte[] into) throws IOException {
        int have = 0;
        while (have < into.length) {
            int read = connection.read(into, have, into.length - have);
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            have += read;
        }
    }

    WarmPool pool() {
        return pool;
    }

    Executor threads() {
        return threads;
    }

    DescriptorCloser closer() {
        return closer;
    }

    /** Whether claims are refused. */
    boolean stopping() {
        return stopping;
    }

    /** Whether a gateway is being served. */
    boolean isServing() {
        return session.get() != null;
    }

    void over(Session ended) {
        session.compareAndSet(ended, null);
    }

    /** Accepts no connection and no claim any more and ends every lease; the gateway is told of each end. */
    void drain() {
        stopping = true;
        listener.close();
        strangers.forEach(WorkerConnection::close);
        pairing.close();
        var served = session.get();
        if (served != null) {
            served.endLeases();
        }
    }

    @Override
    public void close() {
        drain();
        var served = session.get();
        if (served != null) {
            served.end("the worker stops");
        }
    }
}
