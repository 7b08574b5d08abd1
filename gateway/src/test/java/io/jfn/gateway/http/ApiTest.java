// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.gateway.app.GatewayConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** The API over HTTP, in one gateway for all such tests; each uses function names of its own. */
@QuarkusTestResource(GatewayFolders.class)
@Timeout(120)
abstract class ApiTest {
    @Inject
    FakeNode node;

    @Inject
    GatewayConfig config;

    String token() {
        try {
            return Files.readString(tokenFile()).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Path tokenFile() {
        return config.stateDir().resolve("gateway/token");
    }

    RequestSpecification authorized() {
        return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + token());
    }

    String upload() throws IOException {
        return authorized()
                .contentType("application/x-tar")
                .body(SourceArchive.of("server"))
                .post("/v1/sources")
                .then()
                .statusCode(201)
                .extract()
                .path("source");
    }

    static String spec(String name, String source, String more) {
        return """
                {"name":"%s","runtime":"native","source":"%s"%s}""".formatted(name, source, more);
    }

    Response put(String name, String body) {
        return authorized().contentType(ContentType.JSON).body(body).put("/v1/functions/" + name);
    }

    /** Deploys a function that has one instance all the time. */
    void deploy(String name) throws IOException {
        String body = spec(name, upload(), ",\"scale\":{\"min\":1,\"max\":2,\"keepAliveMillis\":1000}");
        assertThat(put(name, body).statusCode()).isEqualTo(201);
    }

    static void assertProblem(Response answer, int status, String code, String... words) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("code")).isEqualTo(code);
        assertThat(answer.<String>path("type")).isEqualTo("urn:jfn:problem:" + code);
        assertThat(answer.<Integer>path("status")).isEqualTo(status);
        assertThat(answer.<String>path("title")).isNotBlank();
        assertThat(answer.<String>path("detail"))
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .satisfies(detail -> assertThat(List.of(words)).allMatch(detail::contains, "is in: " + detail));
    }
}
