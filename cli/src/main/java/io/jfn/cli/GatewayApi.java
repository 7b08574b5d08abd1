// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.jfn.api.InstanceView;
import io.jfn.api.InvalidInputException;
import io.jfn.api.LogLine;
import io.jfn.api.NodeStatus;
import io.jfn.api.RegistryLogin;
import io.jfn.api.RevisionView;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The gateway's public API as a client sees it; what it refuses becomes a {@link CliException}. */
final class GatewayApi {
    private final GatewayAddress address;
    private final GatewayConnection connection;
    private final GatewayCalls calls;

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
        this.connection = new GatewayConnection(address);
        this.calls = new GatewayCalls(connection, logins);
    }

    GatewayAddress address() {
        return address;
    }

    NodeStatus node() {
        return calls.get("/v1/node", NodeStatus.class);
    }

    /** Sends an archive of a function's folder; gives the source's digest. */
    String uploadSource(Path archive, DeployProgress progress) {
        return calls.sent("/v1/sources", archive, progress, Source.class).source();
    }

    /** Whether the node has a source already; an older gateway, which cannot tell, counts as one that has not. */
    boolean hasSource(String digest) {
        return calls.has("/v1/sources/" + digest);
    }

    /** What concerns images and runtimes. */
    ImagesApi onImages() {
        return new ImagesApi(calls);
    }

    /** Deploys; the gateway's steps are heard while they happen. */
    FunctionView deploy(FunctionSpec spec, DeployProgress progress) {
        String path = path(spec.name(), "");
        var request = spec.namesImage()
                ? calls.order("PUT", path, spec, String.valueOf(spec.image()))
                : calls.order("PUT", path, spec);
        String unsaid = "whether '" + spec.name() + "' was deployed: see jfn describe " + spec.name();
        return calls.inSteps(request, "function", FunctionView.class, progress, unsaid);
    }

    List<FunctionView> functions() {
        return calls.list("/v1/functions", FunctionView.class);
    }

    FunctionView function(String name) {
        return calls.get(path(name, ""), FunctionView.class);
    }

    List<RevisionView> revisions(String name) {
        return calls.list(path(name, "/revisions"), RevisionView.class);
    }

    List<InstanceView> instances(String name) {
        return calls.list(path(name, "/instances"), InstanceView.class);
    }

    void remove(String name) {
        calls.delete(path(name, ""));
    }

    /** Gives each line to the reader; returns when there are no more, or the reader wants none. */
    void logs(String name, String query, LogReader reader) {
        var request = connection.authorized(path(name, "/logs" + query)).header("Accept", GatewayCalls.NDJSON);
        try (var lines = GatewayCalls.lines(connection.ok(request.GET()))) {
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
