// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The kept lines of one function and their followers. Owner: {@code lock} guards both, is held for one line or one copy,
 * and under it only followers' locks are taken.
 */
final class FunctionLog {
    private final LogLimits limits;
    private final LostOutput lost;
    private final ReentrantLock lock = new ReentrantLock();
    private final LineRing ring;
    private final List<Follower> followers = new ArrayList<>(1);
    private boolean forgotten;

    FunctionLog(LogLimits limits, LostOutput lost) {
        this.limits = limits;
        this.lost = lost;
        this.ring = new LineRing(limits.bytesPerFunction());
    }

    void append(LogLine line) {
        int gone = 0;
        lock.lock();
        try {
            if (forgotten) {
                return;
            }
            gone += ring.add(line);
            for (Follower follower : followers) {
                gone += follower.offer(line);
            }
        } finally {
            lock.unlock();
        }
        lost.lines(gone);
    }

    void droppedBytes(int bytes) {
        lost.bytes(bytes);
    }

    List<LogLine> tail(LogQuery query) {
        return LineRing.newest(all(), query);
    }

    /** New lines begin for the reader where those so far end; nothing is left out between them or told twice. */
    Follower follow(LogQuery query, Consumer<LogLine> reader) {
        var follower = new Follower(query, limits.followerBytes(), reader);
        LogLine[] soFar;
        lock.lock();
        try {
            soFar = ring.all();
            followers.add(follower);
            if (forgotten) {
                follower.close();
            }
        } finally {
            lock.unlock();
        }
        follower.start(LineRing.newest(soFar, query));
        return follower;
    }

    void leave(Follower follower) {
        follower.close();
        lock.lock();
        try {
            followers.remove(follower);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps nothing from now on; followers get no more. */
    void forget() {
        lock.lock();
        try {
            forgotten = true;
            ring.clear();
        } finally {
            lock.unlock();
        }
        leaveAll();
    }

    void leaveAll() {
        lock.lock();
        try {
            followers.forEach(Follower::close);
            followers.clear();
        } finally {
            lock.unlock();
        }
    }

    private LogLine[] all() {
        lock.lock();
        try {
            return ring.all();
        } finally {
            lock.unlock();
        }
    }
}
