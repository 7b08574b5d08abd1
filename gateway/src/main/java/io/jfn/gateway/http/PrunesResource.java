// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.InvalidInputException;
import io.jfn.api.PruneView;
import io.jfn.api.TenantName;
import io.jfn.gateway.builds.Pruning;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Frees the disk of what nobody needs. */
@Path("/v1/images/prune")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "content", description = "What functions are made of: uploaded sources and imported images")
@RunOnVirtualThread
public final class PrunesResource {
    private final Pruning pruning;

    public PrunesResource(Pruning pruning) {
        this.pruning = pruning;
    }

    @POST
    @Operation(
            operationId = "pruneImages",
            summary = "Remove images and layers that nobody needs",
            description = "What a function or a runtime uses stays, and so does what was used lately.")
    public PruneView prune(
            @Parameter(description = "also remove images with a name that no function and no runtime uses")
                    @QueryParam("all")
                    @DefaultValue("false")
                    boolean all,
            @Parameter(description = "keep what was used in as many milliseconds")
                    @QueryParam("olderThanMillis")
                    @DefaultValue("3600000")
                    long olderThanMillis) {
        if (olderThanMillis < 0) {
            throw new InvalidInputException("olderThanMillis is " + olderThanMillis + ": it must be 0 or more");
        }
        return pruning.prune(TenantName.DEFAULT, all, Duration.ofMillis(olderThanMillis));
    }
}
