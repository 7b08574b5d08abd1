// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.BuildEvent;
import io.jfn.api.BuildRequest;
import io.jfn.api.BuiltImageView;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Problem;
import io.jfn.api.TenantName;
import io.jfn.gateway.builds.Builds;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Images made of functions' folders. */
@Path("/v1/builds")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "content", description = "What functions are made of: uploaded sources and imported images")
@RunOnVirtualThread
public final class BuildsResource {
    /** A specification at its largest, with room for escapes. */
    private static final long LONGEST = 64L << 20;

    private final Builds builds;
    private final ObjectMapper json;
    private final LongWork<BuiltImageView, BuildEvent> work;

    public BuildsResource(Builds builds, ObjectMapper json, @Background Executor executor) {
        this.builds = builds;
        this.json = json;
        this.work = new LongWork<>(executor, BuildEvent::new);
    }

    @POST
    @ResponseStatus(201)
    @Operation(
            operationId = "buildImage",
            summary = "Build an image of a function's folder",
            description =
                    "Makes a reproducible OCI image of an uploaded folder on its runtime's base image, and keeps it under its name. With `Accept: application/x-ndjson` or `text/event-stream` the answer is an event per step, the last with the image or the problem.")
    public BuiltImageView build(
            @RequestBody(content = @Content(schema = @Schema(implementation = BuildRequest.class))) InputStream body) {
        return work.now(build(read(body)));
    }

    @POST
    @Produces("application/x-ndjson")
    @Operation(hidden = true)
    @Blocking
    public Multi<BuildEvent> buildInSteps(InputStream body) {
        return work.inSteps(build(read(body)));
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    @Blocking
    public Multi<BuildEvent> buildInEvents(InputStream body) {
        return work.inSteps(build(read(body)));
    }

    private LongWork.Work<BuiltImageView> build(BuildRequest request) {
        return progress -> builds.build(TenantName.DEFAULT, request, progress);
    }

    private BuildRequest read(InputStream body) {
        BuildRequest request;
        try {
            request = json.readValue(new BoundedBody(body, LONGEST), BuildRequest.class);
        } catch (JsonProcessingException e) {
            throw new ProblemException(JsonProblem.of(e));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of("bad_request", 400, "the body did not arrive whole: " + e.getMessage()));
        }
        if (request == null) {
            throw new InvalidInputException("the body is null: send 'function' and 'image'");
        }
        return request;
    }
}
