// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.Printable;
import io.jfn.api.Problem;
import io.jfn.api.RuntimeEvent;
import io.jfn.api.RuntimeView;
import io.jfn.api.TenantName;
import io.jfn.gateway.runtimes.Runtimes;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** What the functions of each language stand on. */
@Path("/v1/runtimes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "runtimes", description = "What the functions of each language stand on")
@RunOnVirtualThread
public final class RuntimesResource {
    private final Runtimes runtimes;
    private final LongWork<RuntimeView, RuntimeEvent> work;

    public RuntimesResource(Runtimes runtimes, @Background Executor executor) {
        this.runtimes = runtimes;
        this.work = new LongWork<>(executor, RuntimeEvent::new);
    }

    @GET
    @Operation(operationId = "listRuntimes", summary = "List the runtimes and where their base images come from")
    public List<RuntimeView> list() {
        return runtimes.list(TenantName.DEFAULT);
    }

    @POST
    @Path("{runtime}/prepare")
    @Operation(
            operationId = "prepareRuntime",
            summary = "Make a runtime's base image ready",
            description =
                    "Makes it from the machine, or looks up anew the image that `runtimes.yaml` names and brings it. With `Accept: application/x-ndjson` or `text/event-stream` the answer is an event per step, the last with the runtime or the problem.")
    public RuntimeView prepare(@PathParam("runtime") String runtime) {
        return work.now(preparing(known(runtime)));
    }

    @POST
    @Path("{runtime}/prepare")
    @Produces("application/x-ndjson")
    @Operation(hidden = true)
    @Blocking
    public Multi<RuntimeEvent> prepareInSteps(@PathParam("runtime") String runtime) {
        return work.inSteps(preparing(known(runtime)));
    }

    @POST
    @Path("{runtime}/prepare")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    @Blocking
    public Multi<RuntimeEvent> prepareInEvents(@PathParam("runtime") String runtime) {
        return work.inSteps(preparing(known(runtime)));
    }

    private LongWork.Work<RuntimeView> preparing(FunctionRuntime runtime) {
        return progress -> runtimes.prepare(TenantName.DEFAULT, runtime, progress);
    }

    private static FunctionRuntime known(String name) {
        return Arrays.stream(FunctionRuntime.values())
                .filter(runtime -> runtime.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        "not_found",
                        404,
                        "there is no runtime '" + Printable.of(name) + "': there are "
                                + Arrays.toString(FunctionRuntime.values()))));
    }
}
