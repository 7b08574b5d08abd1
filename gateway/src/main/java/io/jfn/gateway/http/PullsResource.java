// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.PullEvent;
import io.jfn.api.PullRequest;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.gateway.images.NamedImages;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Images brought from registries before a deploy needs them. */
@Path("/v1/images/pull")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "content", description = "What functions are made of: uploaded sources and imported images")
@RunOnVirtualThread
public final class PullsResource {
    private final NamedImages images;
    private final RegistryLogins logins;
    private final LongWork<PulledImage, PullEvent> work;

    public PullsResource(NamedImages images, RegistryLogins logins, @Background Executor executor) {
        this.images = images;
        this.logins = logins;
        this.work = new LongWork<>(executor, PullEvent::new);
    }

    @POST
    @Operation(
            operationId = "pullImage",
            summary = "Pull an image from a registry",
            description =
                    "Brings an image by its name and unpacks it. With `Accept: application/x-ndjson` or `text/event-stream` the answer is an event per step, the last with the image or the problem.")
    public PulledImage pull(
            PullRequest request,
            @Parameter(description = RegistryLogins.WHAT) @HeaderParam(RegistryLogin.HEADER) @Nullable String login) {
        return work.now(pulling(request, login));
    }

    @POST
    @Produces("application/x-ndjson")
    @Operation(hidden = true)
    @Blocking
    public Multi<PullEvent> pullInSteps(
            PullRequest request, @HeaderParam(RegistryLogin.HEADER) @Nullable String login) {
        return work.inSteps(pulling(request, login));
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    @Blocking
    public Multi<PullEvent> pullInEvents(
            PullRequest request, @HeaderParam(RegistryLogin.HEADER) @Nullable String login) {
        return work.inSteps(pulling(request, login));
    }

    private LongWork.Work<PulledImage> pulling(@Nullable PullRequest request, @Nullable String header) {
        String image = ImageInBody.of(request == null ? null : request.image(), "nginx:1.25");
        var login = logins.read(header);
        return progress -> images.pull(TenantName.DEFAULT, image, login, progress);
    }
}
