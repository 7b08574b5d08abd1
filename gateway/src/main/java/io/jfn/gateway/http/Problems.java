// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import io.jfn.api.Problem;
import io.jfn.gateway.functions.RegistryException;
import io.jfn.gateway.settings.SettingsException;
import io.jfn.images.ImageException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Locale;
import java.util.UUID;

/** What callers are told of each exception: the one table from what went wrong to a problem document. */
final class Problems {
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    private Problems() {}

    static Problem of(Throwable failure) {
        return switch (failure) {
            case ProblemException e -> e.problem();
            case InvalidInputException e -> Problem.of("invalid_input", 400, message(e));
            case ImageException e -> ofImage(e);
            case JsonProcessingException e -> JsonProblem.of(e);
            case SettingsException e -> Problem.of("settings_invalid", 500, message(e));
            case RegistryException e -> internal(e, diskFull(e) ? 507 : 500, "registry_failed", message(e));
            case WebApplicationException e -> ofStatus(e.getResponse().getStatus(), e);
            default -> unexpected(failure);
        };
    }

    private static Problem ofImage(ImageException e) {
        return switch (e.code()) {
            case "store_full" -> Problem.of(e.code(), 507, message(e));
            case "store_failed", "store_busy", "store_changed", "base_image_failed" ->
                internal(e, diskFull(e) ? 507 : 500, e.code(), message(e));
            case "registry_unreachable",
                    "registry_too_slow",
                    "registry_busy",
                    "registry_failed",
                    "registry_answer",
                    "registry_redirect" -> Problem.of(e.code(), 502, message(e));
            default -> Problem.of(e.code(), 400, message(e));
        };
    }

    private static Problem ofStatus(int status, WebApplicationException e) {
        return switch (status) {
            case 404 -> Problem.of("not_found", 404, "there is nothing at this path: /openapi lists what there is");
            case 405 -> Problem.of("method_not_allowed", 405, "this path does not take this method: see /openapi");
            case 406 -> Problem.of("not_acceptable", 406, "this path cannot answer in a form that Accept names");
            case 415 ->
                Problem.of("unsupported_media_type", 415, "this path does not take this Content-Type: see /openapi");
            default ->
                status >= 500
                        ? unexpected(e)
                        : Problem.of(
                                status == 400 ? "bad_request" : "http_" + status,
                                status,
                                "the request was refused: " + Printable.of(message(e)));
        };
    }

    private static Problem unexpected(Throwable failure) {
        return internal(failure, 500, "internal_error", "the gateway failed");
    }

    private static Problem internal(Throwable failure, int status, String code, String detail) {
        String id = UUID.randomUUID().toString();
        LOG.log(System.Logger.Level.ERROR, "problem " + id + " (" + code + "): " + detail, failure);
        return Problem.of(code, status, detail + "; the gateway's log has more under problem " + id);
    }

    private static boolean diskFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = message(cause).toLowerCase(Locale.ROOT);
            if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("disk is full")) {
                return true;
            }
        }
        return false;
    }

    private static String message(Throwable failure) {
        String text = failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text;
    }
}
