// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.NodeStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a gateway of this machine how it is. */
final class NodeProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST_TOKEN = 512;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final String base;

    /**
     * @param host what the gateway listens on, perhaps all addresses
     */
    NodeProbe(String host, int port) {
        base = url(host, port);
    }

    /** Where a gateway that listens on a host is reached from here. */
    static String url(String host, int port) {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String near = plain.equals("0.0.0.0") ? "127.0.0.1" : plain.equals("::") ? "::1" : plain;
        return "http://" + (near.indexOf(':') >= 0 ? "[" + near + "]" : near) + ":" + port;
    }

    boolean ready() {
        return get("/health/ready", null).isPresent();
    }

    /** Empty when it does not answer, or not as expected. */
    Optional<NodeStatus> node(Path token) {
        return token(token).flatMap(value -> get("/v1/node", value)).flatMap(NodeProbe::parse);
    }

    private static Optional<NodeStatus> parse(String json) {
        try {
            return Optional.of(new ObjectMapper()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json, NodeStatus.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> get(String path, @org.jspecify.annotations.Nullable String token) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The folder is the gateway's, who must not make root read and send it another file: no link, and nothing but a token. */
    private static Optional<String> token(Path file) {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = new String(in.readNBytes(LONGEST_TOKEN), StandardCharsets.US_ASCII).strip();
            return text.matches("[A-Za-z0-9._~+/=-]+") ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
