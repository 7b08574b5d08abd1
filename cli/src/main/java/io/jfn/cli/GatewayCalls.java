// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Problem;
import io.jfn.api.RegistryLogin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Calls of the gateway's API as one developer makes them, answered in JSON: at once, or event by event. */
final class GatewayCalls {
    static final String NDJSON = "application/x-ndjson";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final GatewayConnection connection;
    private final Function<String, Optional<RegistryLogin>> logins;

    GatewayCalls(GatewayConnection connection, Function<String, Optional<RegistryLogin>> logins) {
        this.connection = connection;
        this.logins = logins;
    }

    GatewayConnection connection() {
        return connection;
    }

    <T> T get(String path, Class<T> type) {
        return read(connection.ok(connection.authorized(path).timeout(PATIENCE).GET()), type);
    }

    <T> List<T> list(String path, Class<T> type) {
        HttpResponse<InputStream> answer =
                connection.ok(connection.authorized(path).timeout(PATIENCE).GET());
        try {
            return Json.readList(text(answer), type);
        } catch (JsonProcessingException e) {
            throw connection.notUnderstood(answer, e);
        }
    }

    /** Whether there is something at a path, and the gateway can tell so. */
    boolean has(String path) {
        HttpResponse<InputStream> answer =
                connection.send(connection.authorized(path).timeout(PATIENCE).method("HEAD", BodyPublishers.noBody()));
        boolean none = answer.statusCode() == 404 || answer.statusCode() == 405;
        if (!none && answer.statusCode() / 100 != 2) {
            throw connection.refused(connection.problem(answer));
        }
        text(answer);
        return !none;
    }

    void delete(String path) {
        text(connection.ok(connection.authorized(path).timeout(PATIENCE).DELETE()));
    }

    /** Takes as long as it takes. */
    <T> T post(String path, Class<T> type) {
        return read(connection.ok(connection.authorized(path).POST(BodyPublishers.noBody())), type);
    }

    /** Sends a file. */
    <T> T sent(String path, Path archive, DeployProgress progress, Class<T> type) {
        try {
            var upload = new Upload(archive, progress);
            return read(connection.ok(connection.authorized(path).POST(upload.publisher())), type);
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, archive + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** A request with a JSON body. */
    HttpRequest.Builder order(String method, String path, Object body) {
        return connection
                .authorized(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    /** The same for work on an image: the developer's credentials for its registry go with it. */
    HttpRequest.Builder order(String method, String path, Object body, String image) {
        HttpRequest.Builder request = order(method, path, body);
        logins.apply(image)
                .ifPresent(login -> request.header(RegistryLogin.HEADER, RegistryLogin.header(Json.bytes(login))));
        return request;
    }

    /**
     * Work that is answered step by step, which are heard while they happen; the last event has the result or the problem.
     *
     * @param member the name of the result in the last event
     * @param unsaid what is told when no event has a result
     */
    <T> T inSteps(HttpRequest.Builder request, String member, Class<T> type, DeployProgress progress, String unsaid) {
        try (var lines = lines(connection.ok(request.header("Accept", NDJSON)))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = Json.read(line, JsonNode.class);
                if (event.path("step").isTextual()) {
                    progress.step(
                            Shown.line(event.path("step").asText()),
                            event.path("done").asLong(),
                            event.path("total").asLong());
                }
                if (event.hasNonNull("problem")) {
                    throw connection.refused(Json.read(event.get("problem").toString(), Problem.class));
                }
                if (event.hasNonNull(member)) {
                    return Json.read(event.get(member).toString(), type);
                }
            }
        } catch (IOException e) {
            throw connection.brokenOff(e);
        }
        throw new CliException(ExitCode.FAILED, "the gateway did not say " + unsaid);
    }

    String text(HttpResponse<InputStream> answer) {
        try (InputStream in = answer.body()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw connection.brokenOff(e);
        }
    }

    static BufferedReader lines(HttpResponse<InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private <T> T read(HttpResponse<InputStream> answer, Class<T> type) {
        try {
            return Json.read(text(answer), type);
        } catch (JsonProcessingException e) {
            throw connection.notUnderstood(answer, e);
        }
    }
}
