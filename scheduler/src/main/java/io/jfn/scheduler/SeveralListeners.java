// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import java.util.List;
import java.util.function.Consumer;

/** Tells several listeners, in their order, what one is told. */
record SeveralListeners(List<SchedulerListener> all) implements SchedulerListener {
    SeveralListeners {
        all = List.copyOf(all);
    }

    private void tell(Consumer<SchedulerListener> event) {
        all.forEach(event);
    }

    @Override
    public void coldStart(FunctionName function, int revision, long queuedNanos, long startNanos) {
        tell(one -> one.coldStart(function, revision, queuedNanos, startNanos));
    }

    @Override
    public void started(FunctionName function, int revision, String instanceId, long startNanos) {
        tell(one -> one.started(function, revision, instanceId, startNanos));
    }

    @Override
    public void startFailed(FunctionName function, int revision, String instanceId, Outcome outcome, String message) {
        tell(one -> one.startFailed(function, revision, instanceId, outcome, message));
    }

    @Override
    public void queued(FunctionName function, int length) {
        tell(one -> one.queued(function, length));
    }

    @Override
    public void rejected(FunctionName function, Outcome outcome) {
        tell(one -> one.rejected(function, outcome));
    }

    @Override
    public void paused(FunctionName function, String instanceId) {
        tell(one -> one.paused(function, instanceId));
    }

    @Override
    public void resumed(FunctionName function, String instanceId) {
        tell(one -> one.resumed(function, instanceId));
    }

    @Override
    public void evicted(FunctionName function, String instanceId) {
        tell(one -> one.evicted(function, instanceId));
    }

    @Override
    public void expired(FunctionName function, String instanceId) {
        tell(one -> one.expired(function, instanceId));
    }

    @Override
    public void gone(FunctionName function, String instanceId, String reason) {
        tell(one -> one.gone(function, instanceId, reason));
    }

    @Override
    public void vanished(FunctionName function) {
        tell(one -> one.vanished(function));
    }
}
