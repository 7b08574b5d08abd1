// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jfn.api.DeployEvent;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.jfn.api.ImageOrigin;
import io.jfn.api.ImageView;
import io.jfn.api.InstanceView;
import io.jfn.api.NodeStatus;
import io.jfn.api.Problem;
import io.jfn.api.PullEvent;
import io.jfn.api.PulledImage;
import io.jfn.api.PushEvent;
import io.jfn.api.PushedImage;
import io.jfn.api.RevisionView;
import io.jfn.api.Sbom;
import io.jfn.api.StoredImageView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A gateway that knows its lines by heart, and remembers what it was asked. */
final class GatewayDouble implements AutoCloseable {
    static final String TOKEN = "secret-token";
    static final String SOURCE = "sha256:" + "a".repeat(64);
    static final ImageOrigin ORIGIN = new ImageOrigin(
            "nginx:1.25",
            "docker.io/library/nginx",
            "sha256:" + "d".repeat(64),
            List.of("team"),
            List.of(new Sbom("spdx", "sha256:" + "e".repeat(64))));
    static final String IMAGE = "sha256:" + "b".repeat(64);

    /** Answers one request in a way of its own. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Map<String, Answer> special = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final Map<String, byte[]> bodies = new ConcurrentHashMap<>();
    final Map<String, Map<String, List<String>>> headers = new ConcurrentHashMap<>();

    /** Why the functions it shows cannot start. */
    volatile @Nullable String problem;

    GatewayDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Gives another answer to a method and path than the usual one. */
    void answer(String request, Answer answer) {
        special.put(request, answer);
    }

    JsonNode json(String request) throws IOException {
        return mapper.readTree(bodies.get(request));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        headers.put(request, Map.copyOf(exchange.getRequestHeaders()));
        bodies.put(request, exchange.getRequestBody().readAllBytes());
        try (exchange) {
            if (special.containsKey(request)) {
                special.get(request).to(exchange);
            } else if (request.contains(" /v1/") && !authorized(exchange)) {
                problem(exchange, Problem.of("unauthorized", 401, "the token is missing or wrong"));
            } else {
                usual(request, exchange);
            }
        }
    }

    private static boolean authorized(HttpExchange exchange) {
        return ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void usual(String request, HttpExchange exchange) throws IOException {
        switch (request) {
            case "POST /v1/sources" -> send(exchange, 201, Map.of("source", SOURCE));
            case "POST /v1/images" -> send(exchange, 201, image());
            case "POST /v1/images/pull" ->
                lines(
                        exchange,
                        new PullEvent("pull docker.io/library/nginx:1.25", 1 << 20, 4 << 20, null, null),
                        new PullEvent(null, 0, 0, new PulledImage(image(), ORIGIN), null));
            case "POST /v1/images/push" ->
                lines(
                        exchange,
                        new PushEvent("push registry.example/hello:1", 1 << 20, 4 << 20, null, null),
                        new PushEvent(null, 0, 0, new PushedImage("registry.example/hello:1", IMAGE), null));
            case "GET /v1/images" -> send(exchange, 200, List.of(stored()));
            case "GET /v1/functions" -> send(exchange, 200, List.of(view(spec("hello"))));
            case "GET /v1/functions/hello" -> send(exchange, 200, view(spec("hello")));
            case "GET /v1/functions/hello/revisions" ->
                send(exchange, 200, List.of(new RevisionView("hello", 3, true, spec("hello"), 2048, 1, ORIGIN)));
            case "GET /v1/functions/hello/instances" ->
                send(
                        exchange,
                        200,
                        List.of(new InstanceView(
                                "i-1", "hello", 3, "idle", 0, 7, 1, 2500, 5 << 20, 6 << 20, 1_500_000, 10)));
            case "DELETE /v1/functions/hello" -> exchange.sendResponseHeaders(204, -1);
            case "GET /v1/node" ->
                send(exchange, 200, new NodeStatus("0.1.0", "node", true, "v2", 4, 1, 1, 0, 1 << 30, 1 << 20, false));
            default -> {
                if (request.startsWith("PUT /v1/functions/")) {
                    deploy(exchange, bodies.get(request));
                } else if (request.startsWith("HEAD ")) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    problem(exchange, Problem.of("not_found", 404, "there is no function of this name"));
                }
            }
        }
    }

    private void deploy(HttpExchange exchange, byte[] body) throws IOException {
        FunctionSpec spec = mapper.copy()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.READ_ENUMS_USING_TO_STRING)
                .readValue(body, FunctionSpec.class);
        lines(
                exchange,
                new DeployEvent("base image " + spec.runtime(), 1, 2, null, null),
                new DeployEvent(null, 0, 0, view(spec), null));
    }

    void lines(HttpExchange exchange, Object... lines) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        for (Object line : lines) {
            exchange.getResponseBody().write(mapper.writeValueAsBytes(line));
            exchange.getResponseBody().write('\n');
            exchange.getResponseBody().flush();
        }
    }

    void problem(HttpExchange exchange, Problem problem) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", Problem.MEDIA_TYPE);
        bytes(exchange, problem.status(), mapper.writeValueAsBytes(problem));
    }

    private void send(HttpExchange exchange, int status, Object value) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        bytes(exchange, status, mapper.writeValueAsBytes(value));
    }

    static void text(HttpExchange exchange, int status, String text) throws IOException {
        bytes(exchange, status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static FunctionSpec spec(String name) {
        return new FunctionSpec(
                        name,
                        FunctionRuntime.PYTHON3,
                        null,
                        SOURCE,
                        "app.handler",
                        null,
                        null,
                        0,
                        null,
                        0,
                        0,
                        null,
                        Map.of("MODE", "test"),
                        Map.of("greeting", ""),
                        null,
                        null,
                        null)
                .withDependencies(SOURCE);
    }

    private FunctionView view(FunctionSpec spec) {
        return new FunctionView(
                spec.name(),
                3,
                problem,
                spec.withoutSecretContents(),
                2048,
                "/function/" + spec.name(),
                1,
                1,
                1,
                ORIGIN);
    }

    private static StoredImageView stored() {
        return new StoredImageView(
                IMAGE,
                null,
                List.of("hello:1"),
                2,
                3 << 20,
                true,
                List.of("hello", "runtime node"),
                List.of("/server"),
                List.of("-v"));
    }

    private static ImageView image() {
        return new ImageView(IMAGE, List.of(SOURCE), 3 << 20, List.of("/server"), List.of("-v"), Map.of(), "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
