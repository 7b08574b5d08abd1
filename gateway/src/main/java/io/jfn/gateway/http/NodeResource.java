// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.NodeStatus;
import io.jfn.api.worker.WorkerReply;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.scheduler.Scheduler;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The node itself. */
@Path("/v1/node")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "node", description = "The node: its worker, its memory, what it does")
@RunOnVirtualThread
public final class NodeResource {
    private static final long PATIENCE_MILLIS = 500;

    private final String version;
    private final FunctionRegistry registry;
    private final Scheduler<Revision, FunctionInstance> scheduler;
    private final WorkerHealth worker;

    public NodeResource(
            @ConfigProperty(name = "quarkus.application.version") String version,
            FunctionRegistry registry,
            Scheduler<Revision, FunctionInstance> scheduler,
            WorkerHealth worker) {
        this.version = version;
        this.registry = registry;
        this.scheduler = scheduler;
        this.worker = worker;
    }

    @GET
    @Operation(operationId = "getNode", summary = "Show the node")
    public NodeStatus status() {
        var now = scheduler.snapshot();
        return new NodeStatus(
                version,
                worker.node(),
                worker.connected(),
                worker.cgroups(),
                readySandboxes(),
                now.instances(),
                registry.size(),
                now.queued(),
                now.memoryBudgetBytes(),
                now.memoryReservedBytes(),
                now.draining());
    }

    private int readySandboxes() {
        return worker.status()
                .thenApply(WorkerReply.Status::ready)
                .exceptionally(_ -> 0)
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(0, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }
}
