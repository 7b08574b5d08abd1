// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.netty.channel.EventLoop;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one instance. Each is idle here or held by a call, and a call opens one only when none is idle; so there
 * are never more than calls at a time. The last used is the first taken, and one on the caller's own event loop before others.
 */
final class ConnectionPool {
    /** Servers close connections that were idle for 2 seconds or more; younger ones are safe to send what must not be repeated. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int LOOKED_AT = 8;

    private final ArrayDeque<HttpConnection> idle = new ArrayDeque<>();
    private final Set<HttpConnection> open = new HashSet<>();
    private int unused = -1;
    private boolean closed;

    /** Keeps a connected descriptor for the first call, which decides the event loop it belongs to. */
    void keep(int descriptor) {
        int refused = descriptor;
        synchronized (this) {
            if (!closed) {
                refused = unused;
                unused = descriptor;
            }
        }
        close(refused);
    }

    /**
     * An idle connection, or null. One that may have been closed at its other end in this moment is only given to those who
     * can repeat what they send.
     */
    synchronized @Nullable HttpConnection take(boolean repeatable) {
        if (idle.isEmpty()) {
            return null;
        }
        if (!repeatable && System.nanoTime() - idle.getFirst().idleSince() > FRESH_NANOS) {
            idle.removeFirst().close(); // the youngest: its place is for a new one
            return null;
        }
        int looked = 0;
        for (HttpConnection connection : idle) {
            if (connection.loop().inEventLoop()) {
                idle.remove(connection);
                return connection;
            }
            if (++looked == LOOKED_AT) {
                break;
            }
        }
        return idle.removeFirst();
    }

    /** The descriptor that was kept for the first call, or -1. */
    synchronized int takeUnused() {
        int descriptor = unused;
        unused = -1;
        return descriptor;
    }

    void giveBack(HttpConnection connection) {
        synchronized (this) {
            if (!closed && connection.isOpen()) {
                idle.addFirst(connection);
                return;
            }
        }
        connection.close();
    }

    synchronized void gone(HttpConnection connection) {
        open.remove(connection);
        idle.remove(connection);
    }

    void close() {
        List<HttpConnection> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open);
        }
        close(takeUnused());
        all.forEach(HttpConnection::close);
    }

    /** A descriptor becomes a connection on the loop; null when it broke before, or no more are wanted. */
    @Nullable
    HttpConnection open(int descriptor, EventLoop loop) {
        HttpConnection connection;
        try {
            connection = new HttpConnection(descriptor, loop, this);
        } catch (RuntimeException _) { // Netty asks the descriptor for its state
            close(descriptor);
            return null;
        }
        synchronized (this) {
            if (closed) {
                connection.discard();
                return null;
            }
            open.add(connection);
        }
        connection.register();
        return connection;
    }

    static void close(int descriptor) {
        if (descriptor < 0) {
            return;
        }
        try {
            new FileDescriptor(descriptor).close();
        } catch (IOException _) {
            // Linux closes a descriptor even where close() fails.
        }
    }
}
