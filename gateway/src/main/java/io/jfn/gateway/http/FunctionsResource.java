// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.DeployEvent;
import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.jfn.api.InstanceView;
import io.jfn.api.RegistryLogin;
import io.jfn.api.RevisionView;
import io.jfn.gateway.functions.DeployedFunction;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.functions.GarbageCollection;
import io.jfn.images.Progress;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Functions and their revisions. */
@Path("/v1/functions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "functions", description = "Functions and their revisions")
@RunOnVirtualThread
public final class FunctionsResource {
    private static final String NDJSON = "application/x-ndjson";

    private final FunctionRegistry registry;
    private final Deploys deploys;
    private final RegistryLogins logins;
    private final FunctionViews views;
    private final InstanceViews instances;
    private final GarbageCollection garbage;

    public FunctionsResource(
            FunctionRegistry registry,
            Deploys deploys,
            RegistryLogins logins,
            FunctionViews views,
            InstanceViews instances,
            GarbageCollection garbage) {
        this.registry = registry;
        this.deploys = deploys;
        this.logins = logins;
        this.views = views;
        this.instances = instances;
        this.garbage = garbage;
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "deploy",
            summary = "Deploy a function",
            description =
                    "Makes a new revision, which takes the calls when this answers. With `Accept: application/x-ndjson` the answer is a line per step, the last with the function or the problem; with `Accept: text/event-stream` the same as server-sent events.")
    @APIResponse(
            responseCode = "200",
            description = "A further revision",
            content = @Content(schema = @Schema(implementation = FunctionView.class)))
    @APIResponse(
            responseCode = "201",
            description = "The first revision of a function that was not deployed before, or was removed",
            content = @Content(schema = @Schema(implementation = FunctionView.class)))
    public RestResponse<FunctionView> deploy(
            @PathParam("name") String name,
            @Parameter(description = RegistryLogins.WHAT) @HeaderParam(RegistryLogin.HEADER) @Nullable String login,
            @RequestBody(content = @Content(schema = @Schema(implementation = FunctionSpec.class))) InputStream body) {
        DeployedFunction function = deploys.deploy(deploys.spec(name, body), logins.read(login), Progress.NONE);
        boolean isNew = function.revisions().size() == 1;
        return RestResponse.status(isNew ? RestResponse.Status.CREATED : RestResponse.Status.OK, views.of(function));
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(NDJSON)
    @Operation(hidden = true)
    @Blocking
    public Multi<DeployEvent> deployInSteps(
            @PathParam("name") String name,
            @HeaderParam(RegistryLogin.HEADER) @Nullable String login,
            InputStream body) {
        return deploys.inSteps(deploys.spec(name, body), logins.read(login));
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    @Blocking
    public Multi<DeployEvent> deployInEvents(
            @PathParam("name") String name,
            @HeaderParam(RegistryLogin.HEADER) @Nullable String login,
            InputStream body) {
        return deploys.inSteps(deploys.spec(name, body), logins.read(login));
    }

    @GET
    @Operation(operationId = "listFunctions", summary = "List the functions")
    public List<FunctionView> list() {
        return views.of(registry.functions());
    }

    @GET
    @Path("{name}")
    @Operation(operationId = "getFunction", summary = "Show a function")
    public FunctionView get(@PathParam("name") String name) {
        return views.of(known(name));
    }

    @DELETE
    @Path("{name}")
    @Operation(
            operationId = "removeFunction",
            summary = "Remove a function",
            description = "Its calls that run finish; those that wait are told that it is gone.")
    @APIResponse(responseCode = "204", description = "Removed")
    public void remove(@PathParam("name") String name) {
        FunctionName known = known(name).name();
        if (!deploys.remove(known)) {
            throw ProblemException.unknownFunction(known);
        }
        garbage.request();
    }

    @GET
    @Path("{name}/revisions")
    @Operation(operationId = "listRevisions", summary = "List a function's revisions, the newest first")
    public List<RevisionView> revisions(@PathParam("name") String name) {
        return FunctionViews.revisions(known(name));
    }

    @GET
    @Path("{name}/instances")
    @Operation(operationId = "listInstancesOfFunction", summary = "List a function's instances")
    public List<InstanceView> instances(@PathParam("name") String name) {
        FunctionName known = known(name).name();
        return instances.of(one -> one.function().equals(known));
    }

    private DeployedFunction known(String name) {
        return registry.function(name).orElseThrow(() -> ProblemException.unknownFunction(name));
    }
}
