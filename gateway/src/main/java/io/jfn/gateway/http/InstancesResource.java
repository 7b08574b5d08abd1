// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.InstanceView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The instances of this node. */
@Path("/v1/instances")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "instances", description = "Running instances and what they use")
@RunOnVirtualThread
public final class InstancesResource {
    private final InstanceViews views;

    public InstancesResource(InstanceViews views) {
        this.views = views;
    }

    @GET
    @Operation(operationId = "listInstances", summary = "List all instances of the node")
    public List<InstanceView> all() {
        return views.of(_ -> true);
    }
}
