// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Destroys sandboxes off the hot path, a few at a time. Owner of the counts of what it was given and what it finished; its
 * queue is bounded by the memory budget, since nothing is in it without a token.
 */
final class Reaper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.jfn.pool");

    private final ExecutorService threads;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong destroyed = new AtomicLong();

    Reaper(int parallelism, ThreadFactory threads) {
        this.threads = Executors.newFixedThreadPool(parallelism, threads);
    }

    void take(GuardedSandbox sandbox) {
        waiting.incrementAndGet();
        try {
            threads.execute(() -> destroy(sandbox));
        } catch (RejectedExecutionException closed) {
            destroy(sandbox);
        }
    }

    private void destroy(GuardedSandbox sandbox) {
        try {
            sandbox.destroy();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "destroying sandbox " + sandbox.id() + ": " + e.getMessage());
        } finally {
            destroyed.incrementAndGet();
            waiting.decrementAndGet();
        }
    }

    /** Sandboxes given and not yet destroyed. */
    int waiting() {
        return waiting.get();
    }

    /** Sandboxes destroyed since the start. */
    long destroyed() {
        return destroyed.get();
    }

    /** Finishes what it was given, for up to 30 s. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                LOG.log(
                        Level.WARNING,
                        waiting() + " sandboxes are still being destroyed after 30 s: left to the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
