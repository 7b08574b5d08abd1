// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.PushEvent;
import io.jfn.api.PushRequest;
import io.jfn.api.PushedImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.gateway.images.ImagePushes;
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

/** Images of this node sent to other registries. */
@Path("/v1/images/push")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "content", description = "What functions are made of: uploaded sources and imported images")
@RunOnVirtualThread
public final class PushesResource {
    private final ImagePushes pushes;
    private final RegistryLogins logins;
    private final LongWork<PushedImage, PushEvent> work;

    public PushesResource(ImagePushes pushes, RegistryLogins logins, @Background Executor executor) {
        this.pushes = pushes;
        this.logins = logins;
        this.work = new LongWork<>(executor, PushEvent::new);
    }

    @POST
    @Operation(
            operationId = "pushImage",
            summary = "Push an image to a registry",
            description =
                    "Sends an image that the node has to the registry that its name says. With `Accept: application/x-ndjson` or `text/event-stream` the answer is an event per step, the last with the image or the problem.")
    public PushedImage push(
            PushRequest request,
            @Parameter(description = RegistryLogins.WHAT) @HeaderParam(RegistryLogin.HEADER) @Nullable String login) {
        return work.now(pushing(request, login));
    }

    @POST
    @Produces("application/x-ndjson")
    @Operation(hidden = true)
    @Blocking
    public Multi<PushEvent> pushInSteps(
            PushRequest request, @HeaderParam(RegistryLogin.HEADER) @Nullable String login) {
        return work.inSteps(pushing(request, login));
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    @Blocking
    public Multi<PushEvent> pushInEvents(
            PushRequest request, @HeaderParam(RegistryLogin.HEADER) @Nullable String login) {
        return work.inSteps(pushing(request, login));
    }

    private LongWork.Work<PushedImage> pushing(@Nullable PushRequest request, @Nullable String header) {
        String image = ImageInBody.of(request == null ? null : request.image(), "registry.example/team/hello:1");
        var login = logins.read(header);
        return progress -> pushes.push(TenantName.DEFAULT, image, login, progress);
    }
}
