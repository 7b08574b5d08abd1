// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.scheduler.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How many sandboxes the worker has ready, as last told: asked for at most once a second, and never waited for. */
public final class ReadySandboxes {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WorkerHealth worker;
    private final Ticker ticker;
    private final AtomicLong askedAt;
    private volatile int last;

    public ReadySandboxes(WorkerHealth worker, Ticker ticker) {
        this.worker = worker;
        this.ticker = ticker;
        this.askedAt = new AtomicLong(ticker.nanos() - PAUSE_NANOS);
    }

    /** The last number told; asks for a newer one when that is old. */
    public int last() {
        long now = ticker.nanos();
        long before = askedAt.get();
        if (now - before >= PAUSE_NANOS && askedAt.compareAndSet(before, now)) {
            worker.status().whenComplete((status, failure) -> last = failure == null ? status.ready() : 0);
        }
        return last;
    }
}
