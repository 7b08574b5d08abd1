// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The platform's side of the Runtime API: hands out the events a test gives it and keeps what comes back. */
final class FakeRuntimeApi implements AutoCloseable {
    record Posted(String path, String errorType, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private int handedOut;

    FakeRuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/2018-06-01/runtime/", this::serve);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    void event(String json) {
        events.add(json);
    }

    Posted posted() throws InterruptedException {
        Posted next = posted.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the bootstrap posted nothing within 60 s");
        }
        return next;
    }

    /** How many connections were used so far. */
    int connections() {
        return clients.size();
    }

    private void serve(HttpExchange exchange) throws IOException {
        clients.add(exchange.getRemoteAddress());
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.endsWith("/next")) {
            next(exchange);
            return;
        }
        String type = exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type");
        byte[] answer = "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(202, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
        posted.add(new Posted(
                path.substring("/2018-06-01/runtime/".length()), type, new String(body, StandardCharsets.UTF_8)));
    }

    private void next(HttpExchange exchange) throws IOException {
        String event;
        try {
            event = events.take();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        handedOut++;
        var headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", "call-" + handedOut);
        headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 60_000));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:local:000000000000:function:hello");
        headers.set("Content-Type", "application/json");
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        // Length 0 means chunked to this server: every second event goes that way.
        exchange.sendResponseHeaders(
                200, handedOut % 2 == 0 && bytes.length > 0 ? 0 : bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
