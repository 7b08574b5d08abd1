// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jfn.api.DeployEvent;
import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.jfn.api.ImageView;
import io.jfn.api.InstanceView;
import io.jfn.api.InvalidInputException;
import io.jfn.api.LogLine;
import io.jfn.api.NodeStatus;
import io.jfn.api.PullEvent;
import io.jfn.api.PullRequest;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.RevisionView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The gateway's public API as a client sees it; what it refuses becomes a {@link CliException}. */
final class GatewayApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NDJSON = "application/x-ndjson";

    private final GatewayAddress address;
    private final GatewayConnection connection;
    private final Function<String, Optional<RegistryLogin>> logins;

    GatewayApi(GatewayAddress address) {
        this(address, _ -> Optional.empty());
    }

    /**
     * The API as one developer uses it.
     *
     * @param logins the developer's credentials for the registry of an image; they go only with requests that name it
     */
    GatewayApi(GatewayAddress address, Function<String, Optional<RegistryLogin>> logins) {
        this.address = address;
        this.logins = logins;
        this.connection = new GatewayConnection(address);
    }

    GatewayAddress address() {
        return address;
    }

    NodeStatus node() {
        return get("/v1/node", NodeStatus.class);
    }

    /** Sends an archive of a function's folder; gives the source's digest. */
    String uploadSource(Path archive, DeployProgress progress) {
        return sent("/v1/sources", archive, progress, Source.class).source();
    }

    /** Whether the node has a source already; an older gateway, which cannot tell, counts as one that has not. */
    boolean hasSource(String digest) {
        var request = connection
                .authorized("/v1/sources/" + digest)
                .timeout(PATIENCE)
                .method("HEAD", BodyPublishers.noBody());
        HttpResponse<InputStream> response = connection.send(request);
        if (response.statusCode() == 404 || response.statusCode() == 405) {
            body(response);
            return false;
        }
        if (response.statusCode() / 100 != 2) {
            throw connection.refused(connection.problem(response));
        }
        body(response);
        return true;
    }

    /** Sends an image archive. */
    ImageView importImage(Path archive, DeployProgress progress) {
        return sent("/v1/images", archive, progress, ImageView.class);
    }

    List<ImageView> images() {
        return list("/v1/images", ImageView.class);
    }

    /** Deploys; the gateway's steps are heard while they happen. */
    FunctionView deploy(FunctionSpec spec, DeployProgress progress) {
        var request = connection
                .authorized(path(spec.name(), ""))
                .header("Content-Type", "application/json")
                .header("Accept", NDJSON)
                .PUT(BodyPublishers.ofByteArray(Json.bytes(spec)));
        if (spec.namesImage()) {
            login(request, String.valueOf(spec.image()));
        }
        DeployEvent last = null;
        try (var lines = lines(connection.ok(request))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Json.read(line, DeployEvent.class);
                if (last.step() != null) {
                    progress.step(Shown.line(last.step()), last.done(), last.total());
                }
                if (last.problem() != null) {
                    throw connection.refused(last.problem());
                }
            }
        } catch (IOException e) {
            throw connection.brokenOff(e);
        }
        FunctionView function = last == null ? null : last.function();
        if (function == null) {
            throw new CliException(
                    ExitCode.FAILED,
                    "the gateway did not say whether '" + spec.name() + "' was deployed: see jfn describe "
                            + spec.name());
        }
        return function;
    }

    /** Brings an image from its registry; the gateway's steps are heard while they happen. */
    PulledImage pull(String image, DeployProgress progress) {
        var request = connection
                .authorized("/v1/images/pull")
                .header("Content-Type", "application/json")
                .header("Accept", NDJSON)
                .POST(BodyPublishers.ofByteArray(Json.bytes(new PullRequest(image))));
        login(request, image);
        PulledImage pulled = null;
        try (var lines = lines(connection.ok(request))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                PullEvent event = Json.read(line, PullEvent.class);
                if (event.step() != null) {
                    progress.step(Shown.line(event.step()), event.done(), event.total());
                }
                if (event.problem() != null) {
                    throw connection.refused(event.problem());
                }
                pulled = event.pulled();
            }
        } catch (IOException e) {
            throw connection.brokenOff(e);
        }
        if (pulled == null) {
            throw new CliException(
                    ExitCode.FAILED, "the gateway did not say whether '" + image + "' was pulled: see jfn images");
        }
        return pulled;
    }

    private void login(HttpRequest.Builder request, String image) {
        logins.apply(image)
                .ifPresent(login -> request.header(RegistryLogin.HEADER, RegistryLogin.header(Json.bytes(login))));
    }

    List<FunctionView> functions() {
        return list("/v1/functions", FunctionView.class);
    }

    FunctionView function(String name) {
        return get(path(name, ""), FunctionView.class);
    }

    List<RevisionView> revisions(String name) {
        return list(path(name, "/revisions"), RevisionView.class);
    }

    List<InstanceView> instances(String name) {
        return list(path(name, "/instances"), InstanceView.class);
    }

    void remove(String name) {
        body(connection.ok(
                connection.authorized(path(name, "")).timeout(PATIENCE).DELETE()));
    }

    /** Gives each line to the reader; returns when there are no more, or the reader wants none. */
    void logs(String name, String query, LogReader reader) {
        var request = connection.authorized(path(name, "/logs" + query)).header("Accept", NDJSON);
        try (var lines = lines(connection.ok(request.GET()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !reader.line(Json.read(line, LogLine.class))) {
                    return;
                }
            }
        } catch (IOException e) {
            throw connection.brokenOff(e);
        }
    }

    /** Calls a function and gives its reply, whatever it is; the caller closes the body. */
    HttpResponse<InputStream> invoke(String name, String path, boolean withToken, Consumer<HttpRequest.Builder> call) {
        URI uri = address.at("/function/" + checked(name) + (path.isEmpty() || path.startsWith("/") ? "" : "/") + path);
        HttpRequest.Builder request = withToken ? connection.authorized(uri) : HttpRequest.newBuilder(uri);
        call.accept(request);
        return connection.send(request);
    }

    private <T> T sent(String path, Path archive, DeployProgress progress, Class<T> type) {
        try {
            var upload = new Upload(archive, progress);
            return read(connection.ok(connection.authorized(path).POST(upload.publisher())), type);
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, archive + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private <T> T get(String path, Class<T> type) {
        return read(connection.ok(connection.authorized(path).timeout(PATIENCE).GET()), type);
    }

    private <T> T read(HttpResponse<InputStream> response, Class<T> type) {
        String body = body(response);
        try {
            return Json.read(body, type);
        } catch (JsonProcessingException e) {
            throw connection.notUnderstood(response, e);
        }
    }

    private <T> List<T> list(String path, Class<T> type) {
        var response =
                connection.ok(connection.authorized(path).timeout(PATIENCE).GET());
        String body = body(response);
        try {
            return Json.readList(body, type);
        } catch (JsonProcessingException e) {
            throw connection.notUnderstood(response, e);
        }
    }

    private String body(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw connection.brokenOff(e);
        }
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String path(String name, String rest) {
        return "/v1/functions/" + checked(name) + rest;
    }

    /** A name that is none could otherwise reach another path. */
    private static String checked(String name) {
        try {
            return new FunctionName(name).value();
        } catch (InvalidInputException e) {
            throw new CliException(ExitCode.INVALID_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes log lines as they come. */
    @FunctionalInterface
    interface LogReader {
        /** Takes a line; tells whether it wants more. */
        boolean line(LogLine line);
    }

    private record Source(String source) {}
}
