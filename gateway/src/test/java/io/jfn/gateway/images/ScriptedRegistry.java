// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jfn.api.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A registry on loopback that has what the test gives it or pushes, and remembers what it was asked. */
public final class ScriptedRegistry implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Stored> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, String> referrers = new ConcurrentHashMap<>();
    private final Map<String, Runnable> afterwards = new ConcurrentHashMap<>();
    private volatile String login = "";
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private record Stored(String mediaType, String text) {}

    public ScriptedRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on this user and password are asked for. */
    public void guard(String user, String password) {
        login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    public void push(String repository, String tag, TestImage image) {
        image.blobs().forEach((digest, bytes) -> blobs.put(repository + "/blobs/" + digest, bytes));
        manifest(repository, tag, TestImage.MANIFEST, image.manifest);
    }

    void pushIndex(String repository, String tag, TestImage image) {
        push(repository, "unused", image);
        manifest(repository, tag, TestImage.INDEX, image.index());
    }

    void manifest(String repository, String tag, String mediaType, byte[] bytes) {
        var stored = new Stored(mediaType, new String(bytes, StandardCharsets.UTF_8));
        manifests.put(repository + "/manifests/" + tag, stored);
        manifests.put(repository + "/manifests/" + TestImage.digest(bytes), stored);
    }

    /** A manifest that is attached to an image, with one layer. */
    void attach(String repository, String tag, String mediaType, byte[] content, String signature) {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        blobs.put(repository + "/blobs/" + TestImage.digest(config), config);
        blobs.put(repository + "/blobs/" + TestImage.digest(content), content);
        manifest(repository, tag, TestImage.MANIFEST, """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},"layers":[{"mediaType":"%s","digest":"%s","size":%d,"annotations":{"dev.cosignproject.cosign/signature":"%s"}}]}""".formatted(
                        TestImage.MANIFEST,
                        TestImage.digest(config),
                        mediaType,
                        TestImage.digest(content),
                        content.length,
                        signature)
                .getBytes(StandardCharsets.UTF_8));
    }

    void refer(String repository, Digest image, Digest manifest, String artifactType) {
        referrers.put(repository + "/referrers/" + image, """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":1,"artifactType":"%s"}]}""".formatted(
                        TestImage.INDEX, TestImage.MANIFEST, manifest, artifactType));
    }

    /** Does something each time that a manifest was sent. */
    void afterwards(String repository, String tag, Runnable action) {
        afterwards.put(repository + "/manifests/" + tag, action);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().replaceFirst("^/v2/", "");
        requests.add(exchange.getRequestMethod() + " " + path);
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (!login.isEmpty() && !login.equals(given)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"test\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (List.of("POST", "PUT").contains(exchange.getRequestMethod())) {
                take(exchange, path);
            } else if (manifests.containsKey(path)) {
                Stored manifest = manifests.get(path);
                send(exchange, manifest.mediaType(), manifest.text().getBytes(StandardCharsets.UTF_8));
                afterwards.getOrDefault(path, () -> {}).run();
            } else if (blobs.containsKey(path)) {
                send(exchange, "application/octet-stream", blobs.get(path));
            } else if (referrers.containsKey(path)) {
                send(exchange, TestImage.INDEX, referrers.get(path).getBytes(StandardCharsets.UTF_8));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    /** A push: of a blob in two requests, of a manifest in one. */
    private void take(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String repository = path.replaceFirst("/(blobs|manifests)/.*$", "");
        if (exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/uploads/1");
            exchange.sendResponseHeaders(202, -1);
            return;
        }
        if (path.contains("/manifests/")) {
            String tag = path.replaceFirst("^.*/manifests/", "");
            manifest(repository, tag, exchange.getRequestHeaders().getFirst("Content-Type"), body);
        } else {
            blobs.put(repository + "/blobs/" + TestImage.digest(body), body);
        }
        exchange.sendResponseHeaders(201, -1);
    }

    private static void send(HttpExchange exchange, String mediaType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
