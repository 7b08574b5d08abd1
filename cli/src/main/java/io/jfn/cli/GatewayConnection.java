// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import io.jfn.api.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends requests to the gateway, and tells what went wrong in words. */
final class GatewayConnection {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int LARGEST_PROBLEM = 1 << 20;

    private final GatewayAddress address;
    private @Nullable HttpClient client;

    GatewayConnection(GatewayAddress address) {
        this.address = address;
    }

    HttpRequest.Builder authorized(String path) {
        return authorized(address.at(path));
    }

    HttpRequest.Builder authorized(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        address.token().ifPresent(token -> bearer(request, token));
        return request;
    }

    /** The reply of a request that worked. */
    HttpResponse<InputStream> ok(HttpRequest.Builder request) {
        HttpResponse<InputStream> response = send(request);
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        throw refused(problem(response));
    }

    HttpResponse<InputStream> send(HttpRequest.Builder request) {
        try {
            return client().send(request.build(), BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException e) {
            throw notReachable("in " + CONNECT.toSeconds() + " s", e);
        } catch (HttpTimeoutException e) {
            throw new CliException(ExitCode.FAILED, "the gateway at " + address.base() + " took too long to answer", e);
        } catch (ConnectException e) {
            if (e.getCause() instanceof UnresolvedAddressException) {
                throw new CliException(
                        ExitCode.NOT_REACHABLE,
                        "there is no host '" + address.base().getHost() + "'",
                        e);
            }
            throw notReachable("", e);
        } catch (IOException e) {
            throw brokenOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted", e);
        }
    }

    /** What the gateway, or something in its place, says is wrong. */
    Problem problem(HttpResponse<InputStream> response) {
        int status = response.statusCode();
        String body;
        try (InputStream in = response.body()) {
            body = new String(in.readNBytes(LARGEST_PROBLEM), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw brokenOff(e);
        }
        try {
            if (response.headers().firstValue("Content-Type").orElse("").contains("json")) {
                JsonNode said = Json.read(body, JsonNode.class);
                if (said.path("detail").isTextual()) {
                    return Problem.of(
                            said.path("code").asText("status_" + status),
                            status,
                            said.path("detail").asText());
                }
            }
        } catch (JsonProcessingException _) {
            // what is no JSON is told like any other text
        }
        return Problem.of(
                "status_" + status,
                status,
                response.request().uri() + " answered " + status
                        + (body.isBlank() ? "" : ": " + Printable.of(body.strip())));
    }

    CliException refused(Problem problem) {
        String detail = Shown.line(problem.detail());
        return switch (problem.status()) {
            case 401, 403 -> new CliException(ExitCode.UNAUTHORIZED, detail + ": " + address.tokenHelp());
            case 404 -> new CliException(ExitCode.NOT_FOUND, detail);
            case 400, 413, 415, 422 -> new CliException(ExitCode.INVALID_INPUT, detail);
            default -> new CliException(ExitCode.FAILED, detail);
        };
    }

    CliException brokenOff(IOException e) {
        return e instanceof JsonProcessingException
                ? new CliException(
                        ExitCode.FAILED, "what answers at " + address.base() + " does not speak like a gateway", e)
                : new CliException(
                        ExitCode.FAILED,
                        "the connection to the gateway at " + address.base() + " broke off: " + e.getMessage(),
                        e);
    }

    CliException notUnderstood(HttpResponse<?> response, JsonProcessingException e) {
        return new CliException(
                ExitCode.FAILED, response.request().uri() + " gave an answer that no gateway of jfn gives", e);
    }

    private CliException notReachable(String within, IOException e) {
        return new CliException(
                ExitCode.NOT_REACHABLE,
                "no gateway answers at " + address.base() + (within.isEmpty() ? "" : " " + within)
                        + ": start one with: sudo ./jfn up",
                e);
    }

    private static void bearer(HttpRequest.Builder request, String token) {
        try {
            request.header("Authorization", "Bearer " + token);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.UNAUTHORIZED, "the token contains characters that no token has", e);
        }
    }

    private HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
        }
        return client;
    }
}
