// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jfn.images.content.ManifestDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on a loopback port that answers as a test says, and remembers what it was asked. */
final class ScriptedRegistry implements AutoCloseable {
    private static final int NONE = -1;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Answers one request. */
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** What was asked. */
    record Asked(String method, String path, String authorization, String range) {}

    ScriptedRegistry() throws IOException {
        this(null);
    }

    ScriptedRegistry(@Nullable SSLContext tls) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = secure;
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String hostByName() {
        return "localhost:" + server.getAddress().getPort();
    }

    String url(String path) {
        return "http://" + host() + path;
    }

    ImageName name(String rest) {
        return ImageName.parse(host() + "/" + rest);
    }

    List<Asked> asked() {
        return asked;
    }

    long count(String method, String path) {
        return asked.stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .count();
    }

    /** A path, with its query when it has one, is answered so from now on. */
    ScriptedRegistry on(String path, Reply reply) {
        replies.put(path, reply);
        return this;
    }

    /** Serves an image under {@code team/app}, by its tag and its digest. */
    ScriptedRegistry serve(String tag, TestImage image) {
        on(manifest(tag), body(ManifestDocument.OCI_MANIFEST, image.manifest()));
        on(manifest(image.digest().value()), body(ManifestDocument.OCI_MANIFEST, image.manifest()));
        on(blob(image.config()), body("application/octet-stream", image.config()));
        image.layers().forEach(layer -> on(blob(layer), body("application/octet-stream", layer)));
        return this;
    }

    static String manifest(String reference) {
        return "/v2/team/app/manifests/" + reference;
    }

    static String blob(byte[] bytes) {
        return "/v2/team/app/blobs/" + TestImage.digest(bytes);
    }

    static Reply body(String mediaType, byte[] bytes) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", mediaType);
            send(exchange, 200, bytes);
        };
    }

    static Reply status(int status, String... headers) {
        return exchange -> {
            headers(exchange, headers);
            exchange.sendResponseHeaders(status, NONE);
        };
    }

    /** Whoever has not got this header is told what to do. */
    static Reply only(String authorization, String challenge, Reply then) {
        return exchange -> {
            if (authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                then.to(exchange);
            } else {
                status(401, "WWW-Authenticate", challenge).to(exchange);
            }
        };
    }

    static void headers(HttpExchange exchange, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
        }
    }

    static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? NONE : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Announces some bytes, sends some of them, and hangs up. */
    static void cut(HttpExchange exchange, int status, long announced, byte[] bytes, int from, int length)
            throws IOException {
        exchange.sendResponseHeaders(status, announced);
        exchange.getResponseBody().write(bytes, from, length);
        exchange.getResponseBody().flush();
    }

    /** Waits until the test is over, as a server does that has forgotten its client. */
    void untilClosed() {
        pause(60_000);
    }

    /** A pause that ends with the test. */
    void pause(long millis) {
        try {
            boolean over = closed.await(millis, TimeUnit.MILLISECONDS);
            if (over) {
                throw new IllegalStateException("the test is over");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        String path = exchange.getRequestURI().toString();
        asked.add(new Asked(
                exchange.getRequestMethod(),
                path,
                String.valueOf(headers.getFirst("Authorization")),
                String.valueOf(headers.getFirst("Range"))));
        try (exchange) {
            Reply reply = replies.get(path);
            (reply == null ? status(404) : reply).to(exchange);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
