// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import io.jfn.api.Digest;
import io.jfn.images.content.StoredBlob;
import io.jfn.images.content.TenantContent;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.PathPart;

/** Blobs by digest, whole or in part; their bytes go from the disk to the socket without a stop in the heap. */
final class Blobs {
    private final TenantContent content;

    Blobs(TenantContent content) {
        this.content = content;
    }

    Response answer(String repository, Digest digest, RegistryCall call) {
        return switch (call.method()) {
            case "GET" -> get(find(repository, digest), call);
            case "HEAD" -> {
                StoredBlob blob = find(repository, digest);
                yield head(200, blob).header("Content-Length", blob.size()).build();
            }
            case "DELETE" -> {
                if (!content.deleteBlob(repository, digest)) {
                    throw unknown(repository, digest);
                }
                yield Response.status(202).build();
            }
            default -> throw RegistryException.unsupported();
        };
    }

    private static Response get(StoredBlob blob, RegistryCall call) {
        Optional<ByteRange> range = ByteRange.of(call.header("Range"), blob.size());
        if (range.isEmpty()) {
            return blob.size() == 0
                    ? head(200, blob).entity(new byte[0]).build()
                    : part(head(200, blob), blob, 0, blob.size());
        }
        ByteRange part = range.get();
        if (part.count() == 0) {
            throw new RegistryException(
                    416,
                    "SIZE_INVALID",
                    "the blob has " + blob.size() + " bytes: there are none where Range asks for them",
                    Map.of("Content-Range", "bytes */" + blob.size()));
        }
        return part(
                head(206, blob).header("Content-Range", part.contentRange(blob.size())),
                blob,
                part.first(),
                part.count());
    }

    private static Response part(Response.ResponseBuilder answer, StoredBlob blob, long first, long count) {
        return answer.entity(new PathPart(blob.file(), first, count)).build();
    }

    private static Response.ResponseBuilder head(int status, StoredBlob blob) {
        return Response.status(status)
                .type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header("Accept-Ranges", "bytes")
                .header("ETag", '"' + blob.digest().value() + '"')
                .header(Manifests.DIGEST_HEADER, blob.digest().value());
    }

    private StoredBlob find(String repository, Digest digest) {
        return content.blob(repository, digest).orElseThrow(() -> unknown(repository, digest));
    }

    private static RegistryException unknown(String repository, Digest digest) {
        return new RegistryException(
                404, "BLOB_UNKNOWN", "there is no blob " + digest + " in '" + repository + "': push or mount it");
    }
}
