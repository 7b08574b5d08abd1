// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;

/** A lease on an instance of a scheduler. {@code closed} is guarded by the scheduler's lock. */
final class InstanceLease<R, I extends InstanceStarter.RunningInstance> implements Lease<I> {
    final Instance<R, I> holder;
    boolean closed;

    private final Leases<R, I> leases;
    private final I instance;
    private final boolean coldStart;
    private final long queuedNanos;
    private final long startNanos;

    InstanceLease(Leases<R, I> leases, Instance<R, I> holder, I instance, boolean cold, long queued, long start) {
        this.leases = leases;
        this.holder = holder;
        this.instance = instance;
        this.coldStart = cold;
        this.queuedNanos = queued;
        this.startNanos = start;
    }

    @Override
    public I instance() {
        return instance;
    }

    @Override
    public String instanceId() {
        return holder.id;
    }

    @Override
    public int revision() {
        return holder.deployment.revision();
    }

    @Override
    public boolean coldStart() {
        return coldStart;
    }

    @Override
    public long queuedNanos() {
        return queuedNanos;
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public void release() {
        leases.released(this);
    }

    @Override
    public void discard(Outcome why) {
        leases.discarded(this, why);
    }
}
