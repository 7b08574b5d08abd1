// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Digest;
import io.jfn.api.ImageView;
import io.jfn.api.Problem;
import io.jfn.api.StoredImageView;
import io.jfn.api.TenantName;
import io.jfn.gateway.builds.StoredImages;
import io.jfn.images.ImageStore;
import io.jfn.images.Progress;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** What functions are made of: uploaded sources and imported images. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "content", description = "What functions are made of: uploaded sources and imported images")
@RunOnVirtualThread
public final class UploadsResource {
    private static final long LONGEST = 2L << 30;

    private final ImageStore images;
    private final StoredImages stored;

    public UploadsResource(ImageStore images, StoredImages stored) {
        this.images = images;
        this.stored = stored;
    }

    @POST
    @Path("sources")
    @Consumes(MediaType.WILDCARD)
    @ResponseStatus(201)
    @Operation(
            operationId = "uploadSource",
            summary = "Upload a function's folder",
            description =
                    "Takes a tar, tar.gz or zip of at most 2 GiB. The digest goes into the specification as `source`.")
    public SourceView source(InputStream archive) {
        return new SourceView(images.addSource(TenantName.DEFAULT, new BoundedBody(archive, LONGEST))
                .value());
    }

    @GET
    @Path("sources/{digest}")
    @Operation(
            operationId = "getSource",
            summary = "Tell whether a source is here",
            description = "Answered by 404 where it is to be uploaded; HEAD tells the same. One that is here stays"
                    + " for the grace of unused layers at least, as after an upload.")
    public SourceView source(@PathParam("digest") String digest) {
        var wanted = new Digest(digest);
        if (!images.hasSource(TenantName.DEFAULT, wanted)) {
            throw new ProblemException(
                    Problem.of("source_not_found", 404, "source " + wanted + " is not on this node: upload it"));
        }
        return new SourceView(wanted.value());
    }

    @POST
    @Path("images")
    @Consumes(MediaType.WILDCARD)
    @ResponseStatus(201)
    @Operation(
            operationId = "importImage",
            summary = "Import an image",
            description =
                    "Takes what `docker save` or an OCI tool writes, as tar or tar.gz of at most 2 GiB. The image's digest goes into the specification as `image`.")
    public ImageView image(InputStream archive) {
        return images.importArchive(TenantName.DEFAULT, new BoundedBody(archive, LONGEST), Progress.NONE);
    }

    @GET
    @Path("images")
    @Operation(operationId = "listImages", summary = "List the images on the node, with who uses them")
    public List<StoredImageView> images() {
        return stored.list(TenantName.DEFAULT);
    }

    /**
     * An uploaded source.
     *
     * @param source its digest
     */
    public record SourceView(String source) {}
}
