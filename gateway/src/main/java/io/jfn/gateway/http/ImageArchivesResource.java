// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.gateway.builds.Builds;
import io.jfn.images.build.OciArchive;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Images given out as archives. */
@Path("/v1/images/{image}/archive")
@Tag(name = "content", description = "What functions are made of: uploaded sources and imported images")
@Blocking
public final class ImageArchivesResource {
    private final Builds builds;

    public ImageArchivesResource(Builds builds) {
        this.builds = builds;
    }

    @GET
    @Produces("application/x-tar")
    @Operation(
            operationId = "downloadImage",
            summary = "Download an image as an archive",
            description =
                    "An OCI layout as tar, which docker load takes too. The same image under the same name is the same bytes.")
    public Response archive(
            @Parameter(description = "digest of the image's manifest or configuration") @PathParam("image")
                    String image,
            @Parameter(description = "the name that the archive gives the image") @QueryParam("name") @Nullable
                    String name) {
        OciArchive archive = builds.archive(TenantName.DEFAULT, new Digest(image), name);
        StreamingOutput body = archive::writeTo;
        return Response.ok(body)
                .header(HttpHeaders.CONTENT_LENGTH, archive.size())
                .build();
    }
}
