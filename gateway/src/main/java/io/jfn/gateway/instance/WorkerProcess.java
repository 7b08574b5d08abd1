// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.worker.WorkerLease;
import java.util.concurrent.CompletionStage;

/** A main process that a worker's lease stands for. It may be connected to before its claim is answered. */
final class WorkerProcess implements MainProcess {
    private final String instanceId;
    private final Revision revision;
    private final WorkerLease lease;
    private final CompletionStage<Exit> ended;
    private volatile int listener = -1;

    WorkerProcess(String instanceId, Revision revision, WorkerLease lease) {
        this.instanceId = instanceId;
        this.revision = revision;
        this.lease = lease;
        this.ended = lease.exited()
                .thenApply(exit -> new Exit(exit.exitCode(), exit.signal(), exit.oomKilled(), exit.usage()));
    }

    void listensAt(int descriptor) {
        listener = descriptor;
    }

    @Override
    public String instanceId() {
        return instanceId;
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public CompletionStage<Integer> connect(int patienceMillis) {
        return lease.connect(revision.spec().port(), patienceMillis);
    }

    @Override
    public int listener() {
        return listener;
    }

    @Override
    public CompletionStage<Exit> ended() {
        return ended;
    }
}
