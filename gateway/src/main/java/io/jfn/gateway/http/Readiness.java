// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.scheduler.Scheduler;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether the node takes invocations. */
@Singleton
@org.eclipse.microprofile.health.Readiness
public final class Readiness implements HealthCheck {
    private final FunctionRegistry registry;
    private final WorkerHealth worker;
    private final Scheduler<Revision, FunctionInstance> scheduler;

    public Readiness(FunctionRegistry registry, WorkerHealth worker, Scheduler<Revision, FunctionInstance> scheduler) {
        this.registry = registry;
        this.worker = worker;
        this.scheduler = scheduler;
    }

    @Override
    public HealthCheckResponse call() {
        boolean open = registry.isOpen();
        boolean connected = worker.connected();
        boolean draining = scheduler.snapshot().draining();
        return HealthCheckResponse.named("gateway")
                .withData("registryOpen", open)
                .withData("workerConnected", connected)
                .withData("draining", draining)
                .status(open && connected && !draining)
                .build();
    }
}
