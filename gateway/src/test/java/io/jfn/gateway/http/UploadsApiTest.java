// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadsApiTest extends ApiTest {
    @TestHTTPResource("/v1/sources")
    URI sources;

    @Test
    void the_same_source_has_the_same_digest() throws IOException {
        assertThat(upload()).startsWith("sha256:").isEqualTo(upload());
    }

    @Test
    void a_source_that_is_here_is_found_by_its_digest_and_another_is_not() throws IOException {
        String digest = upload();
        String other = "sha256:" + "0".repeat(64);

        assertThat(authorized()
                        .get("/v1/sources/" + digest)
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("source")
                        .toString())
                .isEqualTo(digest);
        authorized().head("/v1/sources/" + digest).then().statusCode(200);
        authorized().head("/v1/sources/" + other).then().statusCode(404);
        assertProblem(authorized().get("/v1/sources/" + other), 404, "source_not_found");
        authorized().get("/v1/sources/latest").then().statusCode(400);
    }

    @Test
    void what_is_no_archive_is_a_problem() {
        assertProblem(
                authorized()
                        .contentType("application/x-tar")
                        .body("no archive".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .post("/v1/sources"),
                400,
                "unknown_format");
        assertProblem(
                authorized()
                        .contentType("application/x-tar")
                        .body("no archive".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .post("/v1/images"),
                400,
                "unknown_format");
        assertProblem(authorized().post("/v1/sources"), 400, "empty_archive");
    }

    @Test
    void images_are_listed_by_digest() {
        List<String> images =
                authorized().get("/v1/images").then().statusCode(200).extract().path("image");
        assertThat(images)
                .allMatch(image -> image.matches("sha256:[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void an_upload_needs_neither_a_content_type_nor_a_length() throws IOException, InterruptedException {
        byte[] archive = SourceArchive.of("server");
        HttpRequest request = HttpRequest.newBuilder(sources)
                .header("Authorization", "Bearer " + token())
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(archive)))
                .build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }
}
