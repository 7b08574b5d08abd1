// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One reader of new lines and those that wait for it. Owner: {@code lock} guards the lines; the reader is called without it,
 * on a virtual thread of the follower's own, so that only the reader itself waits for a slow reader. {@link #offer} is
 * called under the lock of a {@link FunctionLog}.
 */
final class Follower {
    private static final System.Logger LOG = System.getLogger("io.jfn.gateway.logs");

    private final LogQuery query;
    private final Consumer<LogLine> reader;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<LogLine> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long lost;
    private boolean closed;

    Follower(LogQuery query, int limit, Consumer<LogLine> reader) {
        this.query = query;
        this.limit = limit;
        this.reader = reader;
    }

    void start(List<LogLine> first) {
        // The lines so far are in memory anyway and count for nothing here.
        var _ = Thread.ofVirtual().name("jfn-follow").start(() -> run(first));
    }

    /** Leaves a line to the reader; returns how many older ones it lost for that. */
    int offer(LogLine line) {
        if (!LineRing.matches(query, line)) {
            return 0;
        }
        int now = 0;
        lock.lock();
        try {
            if (closed) {
                return 0;
            }
            waiting.add(line);
            waitingBytes += LineRing.cost(line);
            while (waitingBytes > limit && waiting.size() > 1) {
                waitingBytes -= LineRing.cost(waiting.remove());
                now++;
            }
            lost += now;
            changed.signal();
        } finally {
            lock.unlock();
        }
        return now;
    }

    /** No line is begun to be read after this. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run(List<LogLine> first) {
        try {
            for (LogLine line : first) {
                if (isClosed()) {
                    return;
                }
                reader.accept(line);
            }
            while (true) {
                Next next = next();
                if (next == null) {
                    return;
                }
                if (next.lost() > 0) {
                    reader.accept(marker(next));
                }
                reader.accept(next.line());
            }
        } catch (InterruptedException e) {
            close();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a reader of logs failed and gets no more: " + e);
            close();
        }
    }

    private record Next(LogLine line, long lost) {}

    private @Nullable Next next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                return null;
            }
            LogLine line = waiting.remove();
            waitingBytes -= LineRing.cost(line);
            var next = new Next(line, lost);
            lost = 0;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static LogLine marker(Next next) {
        LogLine after = next.line();
        String text = "… " + next.lost() + " lines dropped, this reader is too slow";
        return new LogLine(after.timeMillis(), after.function(), after.instance(), "platform", null, text);
    }
}
