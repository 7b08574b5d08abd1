// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of registries as ORAS and crane are: it knows the distribution specification and nothing of jfn. It sends its password
 * only when it is asked for one, and goes where {@code Location} and {@code Link} say.
 */
final class ArtifactClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; *rel=\"?next\"?");
    private static final int CHUNK = 5;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI registry;
    private final String password;
    private boolean asked;

    ArtifactClient(URI registry, String password) {
        this.registry = registry;
        this.password = password;
    }

    /** Sends a blob in chunks, unless it is there. */
    String push(String repository, String blob) {
        byte[] bytes = blob.getBytes(StandardCharsets.UTF_8);
        String digest = RegistryTest.digest(bytes);
        if (send("HEAD", repository + "/blobs/" + digest).statusCode() == 200) {
            return digest;
        }
        var begun = expect(202, send("POST", repository + "/blobs/uploads/"));
        for (int at = 0; at < bytes.length; at += CHUNK) {
            byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CHUNK));
            String range = at + "-" + (at + chunk.length - 1);
            begun = expect(
                    202, send("PATCH", location(begun), chunk, "application/octet-stream", "Content-Range", range));
        }
        URI last = location(begun);
        String more = (last.getRawQuery() == null ? "?" : "&") + "digest=" + digest;
        expect(201, send("PUT", URI.create(last + more), new byte[0], "application/octet-stream"));
        return digest;
    }

    /** Gives a repository a blob of another; false when the registry wants it to be sent. */
    boolean mount(String repository, String from, String digest) {
        var answer = send("POST", repository + "/blobs/uploads/?mount=" + digest + "&from=" + from);
        return answer.statusCode() == 201;
    }

    /** Sends a manifest; gives the subject that the registry has noted. */
    Optional<String> push(String repository, String reference, String mediaType, String manifest) {
        var answer = expect(
                201,
                send(
                        "PUT",
                        at(repository + "/manifests/" + reference),
                        manifest.getBytes(StandardCharsets.UTF_8),
                        mediaType));
        return answer.headers().firstValue("OCI-Subject");
    }

    String manifest(String repository, String reference, String mediaType) {
        var answer = expect(
                200, send("GET", at(repository + "/manifests/" + reference), new byte[0], "", "Accept", mediaType));
        assertThat(answer.headers().firstValue("Content-Type")).contains(mediaType);
        assertThat(answer.headers().firstValue("Docker-Content-Digest")).contains(RegistryTest.digest(answer.body()));
        return answer.body();
    }

    String blob(String repository, String digest) {
        String blob = expect(200, send("GET", repository + "/blobs/" + digest)).body();
        assertThat(RegistryTest.digest(blob)).isEqualTo(digest);
        return blob;
    }

    /** Copies a manifest and its blobs inside of the registry, by its digest; no blob is sent. */
    void copy(String from, String digest, String to, String mediaType) {
        String manifest = manifest(from, digest, mediaType);
        JsonNode json = read(manifest);
        List<String> blobs =
                new ArrayList<>(List.of(json.path("config").path("digest").asText()));
        json.path("layers").forEach(layer -> blobs.add(layer.path("digest").asText()));
        blobs.forEach(blob -> assertThat(mount(to, from, blob)).isTrue());
        push(to, digest, mediaType, manifest);
    }

    List<String> tags(String repository, int pageSize) {
        List<String> all = new ArrayList<>();
        Optional<URI> page = Optional.of(at(repository + "/tags/list?n=" + pageSize));
        while (page.isPresent()) {
            var answer = expect(200, send("GET", page.get(), new byte[0], ""));
            List<String> tags = new ArrayList<>();
            read(answer.body()).path("tags").forEach(tag -> tags.add(tag.asText()));
            assertThat(tags).hasSizeLessThanOrEqualTo(pageSize);
            all.addAll(tags);
            page = answer.headers()
                    .firstValue("Link")
                    .map(NEXT::matcher)
                    .filter(Matcher::find)
                    .map(link -> answer.uri().resolve(link.group(1)));
        }
        return all;
    }

    JsonNode referrers(String repository, String subject, String artifactType) {
        var answer = expect(
                200,
                send(
                        "GET",
                        repository + "/referrers/" + subject + "?artifactType="
                                + URLEncoder.encode(artifactType, StandardCharsets.UTF_8)));
        assertThat(answer.headers().firstValue("Content-Type")).contains(RegistryTest.INDEX);
        assertThat(answer.headers().firstValue("OCI-Filters-Applied")).contains("artifactType");
        return read(answer.body()).path("manifests");
    }

    int status(String method, String path) {
        return send(method, path).statusCode();
    }

    private HttpResponse<String> send(String method, String path) {
        return send(method, at(path), new byte[0], "");
    }

    private HttpResponse<String> send(String method, URI uri, byte[] body, String type, String... headers) {
        var request = HttpRequest.newBuilder(uri)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = exchange(request);
        if (answer.statusCode() == 401 && !asked) {
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
            asked = true;
            answer = exchange(request);
        }
        return answer;
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        if (asked) {
            byte[] login = ("anybody:" + password).getBytes(StandardCharsets.UTF_8);
            request.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private URI at(String path) {
        return registry.resolve("/v2/" + path);
    }

    private static URI location(HttpResponse<?> answer) {
        return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
