// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Contract;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.logs.InvocationLog;
import io.jfn.gateway.logs.OutputCapture;
import io.jfn.gateway.worker.WorkerClient;
import io.jfn.scheduler.InstanceStarter;
import io.jfn.scheduler.StartFailedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** Starts instances in sandboxes of the worker, each behind the endpoint of its function's contract. */
public final class InstanceLauncher implements InstanceStarter<Revision, FunctionInstance> {
    private final WorkerClient worker;
    private final Map<Contract, Endpoint.Factory> endpoints;
    private final OutputCapture output;
    private final InvocationLog log;
    private final ScheduledExecutorService timer;

    /** {@code timer} is for bounds only, and never blocked; an event loop will do. */
    public InstanceLauncher(
            WorkerClient worker,
            Map<Contract, Endpoint.Factory> endpoints,
            OutputCapture output,
            InvocationLog log,
            ScheduledExecutorService timer) {
        this.worker = worker;
        this.endpoints = Map.copyOf(endpoints);
        this.output = output;
        this.log = log;
        this.timer = timer;
    }

    @Override
    public CompletionStage<FunctionInstance> start(
            String instanceId, Revision revision, ResourceLimits limits, GoneListener gone) {
        var contract = revision.spec().contract();
        var endpoint = endpoints.get(contract);
        if (endpoint == null) {
            return CompletableFuture.failedFuture(new StartFailedException(
                    Outcome.START_FAILED, "this gateway does not speak the " + contract + " contract: use another"));
        }
        try {
            var request = InstanceClaim.of(revision, instanceId, limits);
            long sent = System.nanoTime();
            var lease = worker.claim(request);
            var report = new InstanceReport(instanceId, revision, log);
            var process = new WorkerProcess(instanceId, revision, lease);
            return new InstanceStart(lease, process, report, output, timer).begin(endpoint, sent, gone);
        } catch (StartFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
