// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.TenantContent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Every path below {@code /v2}: told apart by {@link RegistryPath}, answered by the part that it belongs to. */
@Path("/v2{rest:(/.*)?}")
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public final class RegistryResource {
    private static final String PREFIX = "/v2";

    private final RegistryErrors errors;
    private final Lists lists;
    private final Manifests manifests;
    private final Blobs blobs;
    private final UploadSteps uploads;

    RegistryResource(ContentStore store, RegistryErrors errors) {
        TenantContent content = store.of(TenantName.DEFAULT);
        this.errors = errors;
        this.lists = new Lists(content);
        this.manifests = new Manifests(content);
        this.blobs = new Blobs(content);
        this.uploads = new UploadSteps(content);
    }

    @GET
    @Operation(hidden = true)
    public Response get(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @HEAD
    @Operation(hidden = true)
    public Response head(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @DELETE
    @Operation(hidden = true)
    public Response delete(@Context HttpServerRequest request) {
        return answer(request, InputStream.nullInputStream());
    }

    @POST
    @Operation(hidden = true)
    public Response post(@Context HttpServerRequest request, InputStream body) {
        return answer(request, body);
    }

    @PUT
    @Operation(hidden = true)
    public Response put(@Context HttpServerRequest request, InputStream body) {
        return answer(request, body);
    }

    @PATCH
    @Operation(hidden = true)
    public Response patch(@Context HttpServerRequest request, InputStream body) {
        return answer(request, body);
    }

    private Response answer(HttpServerRequest request, InputStream body) {
        Response answer;
        try {
            String path = Objects.requireNonNull(request.path(), "a request has a path");
            String rest = path.length() <= PREFIX.length() ? "" : path.substring(PREFIX.length() + 1);
            answer = route(RegistryPath.parse(rest), new VertxCall(request, body));
        } catch (RuntimeException e) {
            answer = errors.response(e);
        }
        return Response.fromResponse(answer)
                .header("Docker-Distribution-API-Version", "registry/2.0")
                .build();
    }

    private Response route(RegistryPath path, RegistryCall call) {
        return switch (path) {
            case RegistryPath.Root _ -> {
                only("GET", call);
                yield Response.ok("{}").type(MediaType.APPLICATION_JSON_TYPE).build();
            }
            case RegistryPath.Catalog _ -> {
                only("GET", call);
                yield lists.catalog(call);
            }
            case RegistryPath.Tags at -> {
                only("GET", call);
                yield lists.tags(at.repository(), call);
            }
            case RegistryPath.Referrers at -> {
                only("GET", call);
                yield lists.referrers(at.repository(), new Digest(at.digest()), call);
            }
            case RegistryPath.Manifest at -> manifests.answer(at, call);
            case RegistryPath.Blob at -> blobs.answer(at.repository(), new Digest(at.digest()), call);
            case RegistryPath.Uploads at -> {
                only("POST", call);
                yield uploads.begin(at.repository(), call);
            }
            case RegistryPath.Upload at -> uploads.go(at, call);
            case RegistryPath.Unknown _ ->
                throw new RegistryException(
                        404, "NAME_UNKNOWN", "the distribution specification knows nothing at this path");
        };
    }

    private static void only(String method, RegistryCall call) {
        if (!call.method().equals(method)
                && !(method.equals("GET") && call.method().equals("HEAD"))) {
            throw RegistryException.unsupported();
        }
    }

    private record VertxCall(HttpServerRequest request, InputStream body) implements RegistryCall {
        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public @Nullable String header(String name) {
            return request.getHeader(name);
        }

        @Override
        public @Nullable String query(String name) {
            return request.getParam(name);
        }
    }
}
