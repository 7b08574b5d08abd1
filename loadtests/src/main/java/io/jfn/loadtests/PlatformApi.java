// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.jfn.api.FunctionSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The gateway's {@code /v1} as far as a measurement needs it. */
final class PlatformApi {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper mapper = new ObjectMapper()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING);
    private final String base;
    private final Path token;

    PlatformApi(int port, Path token) {
        base = "http://127.0.0.1:" + port;
        this.token = token;
    }

    boolean ready() {
        try {
            return send(HttpRequest.newBuilder(URI.create(base + "/health/ready")))
                            .statusCode()
                    == 200;
        } catch (BenchmarkException e) {
            return false;
        }
    }

    /** Uploads a gzipped tar of a function's folder; gives its digest. */
    String upload(Path archive) {
        try {
            var response = ok(authorized("/v1/sources").POST(BodyPublishers.ofFile(archive)));
            return mapper.readTree(response.body()).get("source").asText();
        } catch (IOException e) {
            throw new BenchmarkException("cannot upload " + archive + ": " + e.getMessage(), e);
        }
    }

    void deploy(FunctionSpec spec) {
        try {
            ok(authorized("/v1/functions/" + spec.name())
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofByteArray(mapper.writeValueAsBytes(spec))));
        } catch (IOException e) {
            throw new BenchmarkException("cannot write " + spec.name() + " as JSON: " + e.getMessage(), e);
        }
    }

    /** A call of a function, its answer's status and headers in one line. */
    String call(String function, String path) {
        var response = send(HttpRequest.newBuilder(URI.create(base + "/function/" + function + path)));
        return response.statusCode() + " "
                + response.headers().firstValue("X-Jfn-Outcome").orElse("no outcome");
    }

    String node() {
        return ok(authorized("/v1/node").GET()).body();
    }

    private HttpRequest.Builder authorized(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(base + path))
                    .header("Authorization", "Bearer " + Files.readString(token).trim());
        } catch (IOException e) {
            throw new BenchmarkException("no token of the gateway at " + token, e);
        }
    }

    private HttpResponse<String> ok(HttpRequest.Builder request) {
        var response = send(request);
        if (response.statusCode() >= 300) {
            throw new BenchmarkException(
                    response.request().uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return response;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(90)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BenchmarkException("the gateway does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }
}
