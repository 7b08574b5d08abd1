// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.images.ImageStore;
import io.jfn.images.content.ContentStore;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Removes layers and blobs that nobody needs, away from the threads that ask for it and one run at a time. */
public final class GarbageCollection {
    private static final System.Logger LOG = System.getLogger(GarbageCollection.class.getName());

    private final LongSupplier collect;
    private final Executor executor;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ReentrantLock running = new ReentrantLock();

    public GarbageCollection(ImageStore store, ContentStore content, Executor executor) {
        this(() -> store.collectGarbage() + content.collectGarbage(), executor);
    }

    GarbageCollection(LongSupplier collect, Executor executor) {
        this.collect = collect;
        this.executor = executor;
    }

    /** Asks for a run that begins after now; never blocks. */
    public void request() {
        if (asked.compareAndSet(false, true)) {
            executor.execute(this::run);
        }
    }

    private void run() {
        running.lock();
        try {
            asked.set(false);
            long freed = collect.getAsLong();
            if (freed > 0) {
                LOG.log(System.Logger.Level.INFO, "removed {0} bytes of images that nobody needs", freed);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot remove images that nobody needs: {0}", e.getMessage());
        } finally {
            running.unlock();
        }
    }
}
