// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.InvalidInputException;
import io.jfn.images.ImageException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a registry's callers are told of each failure: the one table to the specification's codes and statuses. */
@Singleton
final class RegistryErrors {
    private static final System.Logger LOG = System.getLogger(RegistryErrors.class.getName());

    private final ObjectMapper json;

    RegistryErrors(ObjectMapper json) {
        this.json = json;
    }

    /** The specification's error body. */
    record Errors(List<Entry> errors) {}

    /**
     * One error.
     *
     * @param code one of the specification's words
     * @param message a sentence
     * @param detail the platform's own word for the reason
     */
    record Entry(String code, String message, @Nullable String detail) {}

    Response response(RuntimeException failure) {
        return switch (failure) {
            case RegistryException e -> {
                var answer = response(e.status(), e.code(), String.valueOf(e.getMessage()), null);
                e.headers().forEach((name, value) -> answer.header(name, value));
                yield answer.build();
            }
            case ImageException e -> ofImage(e);
            case InvalidInputException e ->
                response(400, "DIGEST_INVALID", String.valueOf(e.getMessage()), null)
                        .build();
            default -> internal(failure, 500, "the gateway failed", null);
        };
    }

    private Response ofImage(ImageException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.code()) {
            case "repository_invalid" -> answer(400, "NAME_INVALID", e);
            case "tag_invalid" -> answer(400, "MANIFEST_INVALID", e);
            case "digest_mismatch" -> answer(400, "DIGEST_INVALID", e);
            case "size_mismatch" -> answer(400, "SIZE_INVALID", e);
            case "json_too_large", "too_large" -> answer(413, "SIZE_INVALID", e);
            case "blob_missing" -> answer(404, "MANIFEST_BLOB_UNKNOWN", e);
            case "upload_not_found" -> answer(404, "BLOB_UPLOAD_UNKNOWN", e);
            case "upload_busy" -> answer(409, "BLOB_UPLOAD_INVALID", e);
            case "upload_too_long", "read_failed" -> answer(400, "BLOB_UPLOAD_INVALID", e);
            case "store_full" -> answer(507, "DENIED", e);
            case "store_failed", "store_busy", "store_changed" -> internal(e, 500, message, e.code());
            default -> answer(400, "MANIFEST_INVALID", e);
        };
    }

    private Response answer(int status, String code, ImageException e) {
        return response(status, code, String.valueOf(e.getMessage()), e.code()).build();
    }

    private Response internal(Throwable failure, int status, String message, @Nullable String detail) {
        String id = UUID.randomUUID().toString();
        LOG.log(System.Logger.Level.ERROR, "registry problem " + id + ": " + message, failure);
        return response(status, "UNKNOWN", message + "; the gateway's log has more under problem " + id, detail)
                .build();
    }

    private Response.ResponseBuilder response(int status, String code, String message, @Nullable String detail) {
        try {
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(json.writeValueAsBytes(new Errors(List.of(new Entry(code, message, detail)))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write an error as JSON", e);
        }
    }
}
