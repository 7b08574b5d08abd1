// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.Outcome;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.instance.StartTimes;
import io.jfn.gateway.logs.InvocationLog;
import io.jfn.scheduler.Lease;
import org.jspecify.annotations.Nullable;

/** An invocation's time in its instance, from the lease to its return, which happens once. Confined to the invocation's loop. */
final class Tenure {
    private final Lease<FunctionInstance> lease;
    private final InvocationLog log;
    private final String invocation;
    private boolean closed;

    Tenure(Lease<FunctionInstance> lease, InvocationLog log, String invocation) {
        this.lease = lease;
        this.log = log;
        this.invocation = invocation;
        log.begin(lease.instanceId(), invocation);
    }

    FunctionInstance instance() {
        return lease.instance();
    }

    String instanceId() {
        return lease.instanceId();
    }

    boolean isCold() {
        return lease.coldStart();
    }

    long queuedNanos() {
        return lease.queuedNanos();
    }

    /** Where the time of the start went that the invocation waited for; null when it waited for none. */
    @Nullable
    StartTimes startTimes() {
        return lease.coldStart() ? lease.instance().times() : null;
    }

    boolean isClosed() {
        return closed;
    }

    /** Gives the lease back, once: the instance can take another invocation, or must end because of {@code why}. */
    void close(boolean reusable, Outcome why) {
        if (closed) {
            return;
        }
        closed = true;
        log.end(lease.instanceId(), invocation);
        if (reusable) {
            lease.release();
        } else {
            lease.discard(why);
        }
    }
}
