// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProbeTest {
    @TempDir
    Path folder;

    private final AtomicReference<String> authorization = new AtomicReference<>("none");
    private HttpServer gateway;
    private NodeProbe probe;
    private volatile int status = 200;

    @BeforeEach
    void a_gateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            authorization.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = "{\"node\":\"n1\",\"instances\":3,\"later\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gateway.start();
        probe = new NodeProbe("127.0.0.1", gateway.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void is_ready_with_200_only() {
        assertThat(probe.ready()).isTrue();
        status = 503;
        assertThat(probe.ready()).isFalse();
        gateway.stop(0);
        assertThat(probe.ready()).isFalse();
    }

    @Test
    void reads_what_a_newer_gateway_says_with_its_token() throws IOException {
        var node = probe.node(Files.writeString(folder.resolve("token"), "secret-1\n"));

        assertThat(node)
                .hasValueSatisfying(status -> assertThat(status.instances()).isEqualTo(3));
        assertThat(authorization).hasValue("Bearer secret-1");
    }

    @Test
    void sends_nothing_that_is_not_a_token() throws IOException {
        Files.writeString(folder.resolve("shadow"), "root:*:1:\ndaemon:*:1:\n");
        Files.writeString(folder.resolve("secret"), "secret-1");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("secret"));

        assertThat(probe.node(folder.resolve("shadow"))).isEmpty();
        assertThat(probe.node(folder.resolve("link"))).isEmpty();
        assertThat(probe.node(folder.resolve("none"))).isEmpty();
        assertThat(authorization).hasValue("none");
    }
}
