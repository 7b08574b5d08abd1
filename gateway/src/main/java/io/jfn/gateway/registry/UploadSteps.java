// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import io.jfn.api.Digest;
import io.jfn.images.content.BlobUpload;
import io.jfn.images.content.StoredBlob;
import io.jfn.images.content.TenantContent;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blobs on their way in: in one piece, in many, or mounted from another repository. */
final class UploadSteps {
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    private final TenantContent content;

    UploadSteps(TenantContent content) {
        this.content = content;
    }

    /** {@code POST …/blobs/uploads/}: a mount, a whole blob, or the begin of one. */
    Response begin(String repository, RegistryCall call) {
        content.hasRepository(repository); // refuses a name that none can have before anything is begun
        String mount = call.query("mount");
        if (mount != null && mounted(repository, new Digest(mount), call.query("from"))) {
            return created(repository, new Digest(mount));
        }
        String digest = call.query("digest");
        BlobUpload upload = content.begin();
        return digest == null || mount != null
                ? state(202, repository, upload)
                : finish(repository, upload, new Digest(digest), call);
    }

    Response go(RegistryPath.Upload at, RegistryCall call) {
        content.hasRepository(at.repository());
        BlobUpload upload = content.resume(at.id());
        return switch (call.method()) {
            case "GET", "HEAD" -> state(204, at.repository(), upload);
            case "PATCH" -> {
                append(at.repository(), upload, call);
                yield state(202, at.repository(), upload);
            }
            case "PUT" -> finish(at.repository(), upload, digest(call), call);
            case "DELETE" -> {
                upload.cancel();
                yield Response.noContent().build();
            }
            default -> throw RegistryException.unsupported();
        };
    }

    /** Without {@code from} any repository will do, since all are behind one token. */
    private boolean mounted(String repository, Digest digest, @Nullable String from) {
        Optional<StoredBlob> blob = from == null || from.isEmpty() ? content.blob(digest) : content.blob(from, digest);
        return blob.isPresent() && content.link(repository, digest);
    }

    private Response finish(String repository, BlobUpload upload, Digest digest, RegistryCall call) {
        append(repository, upload, call);
        upload.finish(digest);
        content.link(repository, digest);
        return created(repository, digest);
    }

    private static void append(String repository, BlobUpload upload, RegistryCall call) {
        OptionalLong length = call.length();
        String header = call.header("Content-Range");
        if (header != null) {
            Matcher range = CONTENT_RANGE.matcher(header.strip());
            if (!range.matches()) {
                throw new RegistryException(
                        400, "BLOB_UPLOAD_INVALID", "Content-Range is not '<first>-<last>' of the blob's bytes");
            }
            long first = Long.parseLong(range.group(1));
            long count = Long.parseLong(range.group(2)) - first + 1;
            if (first != upload.offset() || count < 0) {
                throw new RegistryException(
                        416,
                        "BLOB_UPLOAD_INVALID",
                        "the next byte of this upload is " + upload.offset() + ", not " + first,
                        place(repository, upload));
            }
            if (length.isPresent() && length.getAsLong() != count) {
                throw new RegistryException(
                        400, "SIZE_INVALID", "Content-Range and Content-Length say different numbers of bytes");
            }
            length = OptionalLong.of(count);
        }
        upload.append(call.body(), length.orElse(Long.MAX_VALUE));
    }

    private static Digest digest(RegistryCall call) {
        String digest = call.query("digest");
        if (digest == null) {
            throw new RegistryException(400, "DIGEST_INVALID", "the last step of an upload needs '?digest=…'");
        }
        return new Digest(digest);
    }

    private static Response created(String repository, Digest digest) {
        return Response.status(201)
                .header("Location", "/v2/" + repository + "/blobs/" + digest)
                .header(Manifests.DIGEST_HEADER, digest.value())
                .build();
    }

    private static Response state(int status, String repository, BlobUpload upload) {
        Response.ResponseBuilder answer = Response.status(status);
        place(repository, upload).forEach(answer::header);
        return answer.build();
    }

    private static Map<String, String> place(String repository, BlobUpload upload) {
        return Map.of(
                "Location",
                "/v2/" + repository + "/blobs/uploads/" + upload.id(),
                "Range",
                "0-" + Math.max(0, upload.offset() - 1),
                "Docker-Upload-UUID",
                upload.id());
    }
}
