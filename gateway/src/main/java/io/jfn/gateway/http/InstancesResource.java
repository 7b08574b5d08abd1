// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.InstanceView;
import io.jfn.gateway.functions.FunctionRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The instances of this node. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "instances", description = "Running instances and what they use")
@RunOnVirtualThread
public final class InstancesResource {
    private final FunctionRegistry registry;
    private final InstanceViews views;

    public InstancesResource(FunctionRegistry registry, InstanceViews views) {
        this.registry = registry;
        this.views = views;
    }

    @GET
    @Path("instances")
    @Operation(operationId = "listInstances", summary = "List all instances of the node")
    public List<InstanceView> all() {
        return views.of(_ -> true);
    }

    @GET
    @Path("functions/{name}/instances")
    @Operation(operationId = "listInstancesOfFunction", summary = "List a function's instances")
    public List<InstanceView> of(@PathParam("name") String name) {
        var known = registry.function(name)
                .orElseThrow(() -> ProblemException.unknownFunction(name))
                .name();
        return views.of(one -> one.function().equals(known));
    }
}
