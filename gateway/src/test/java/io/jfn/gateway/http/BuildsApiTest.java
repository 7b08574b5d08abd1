// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BuildsApiTest extends ApiTest {
    private static final String NOWHERE = "sha256:" + "0".repeat(64);

    private Response build(String body, String accept) {
        return authorized()
                .contentType(ContentType.JSON)
                .accept(accept)
                .body(body)
                .post("/v1/builds");
    }

    private String order(String image) throws IOException {
        return "{\"function\":" + spec("built", upload(), ",\"secrets\":{\"key\":\"c2VjcmV0\"}") + ",\"image\":\""
                + image + "\"}";
    }

    @Test
    void a_folder_becomes_an_image_that_is_kept_listed_and_given_out() throws IOException {
        Response built = build(order("hello-built:1"), "application/json");
        built.then().statusCode(201).body("name", equalTo("hello-built:1"), "layers.size()", equalTo(2));
        String manifest = built.path("manifest");
        assertThat(build(order("hello-built:2"), "application/json").<String>path("manifest"))
                .isEqualTo(manifest);
        List<Map<String, Object>> images =
                authorized().get("/v1/images").then().statusCode(200).extract().path("$");
        assertThat(images)
                .filteredOn(image -> manifest.equals(image.get("manifest")))
                .singleElement()
                .satisfies(image -> {
                    assertThat(image.get("names")).isEqualTo(List.of("hello-built:1", "hello-built:2"));
                    assertThat(image.get("usedBy")).isEqualTo(List.of());
                });
        Response archive = authorized().get("/v1/images/" + manifest + "/archive?name=hello-built:1");
        archive.then().statusCode(200).contentType("application/x-tar");
        byte[] bytes = archive.asByteArray();
        assertThat(archive.header("Content-Length")).isEqualTo(String.valueOf(bytes.length));
        authorized()
                .contentType("application/x-tar")
                .body(bytes)
                .post("/v1/images")
                .then()
                .statusCode(201)
                .body("image", equalTo(built.<String>path("image")), "layers.size()", equalTo(2));
        assertThat(authorized()
                        .get("/v1/images/" + manifest + "/archive?name=hello-built:1")
                        .asByteArray())
                .isEqualTo(bytes);
    }

    @Test
    void a_build_tells_its_steps_and_ends_with_the_image_or_the_problem() throws IOException {
        String lines = build(order("steps:1"), "application/x-ndjson")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(lines).contains("\"pack layers\"");
        assertThat(lines.lines().toList().getLast()).contains("\"built\":{").contains("steps:1");
        String broken = build(
                        "{\"function\":" + spec("built", NOWHERE, "") + ",\"image\":\"x:1\"}", "application/x-ndjson")
                .asString();
        assertThat(broken.lines().toList().getLast()).contains("source_not_found");
    }

    @Test
    void what_cannot_be_built_is_a_problem_that_says_why() throws IOException {
        assertProblem(build("{}", "application/json"), 400, "invalid_input", "'function'");
        assertProblem(build(order("Hello:1"), "application/json"), 400, "invalid_input", "Hello");
        assertProblem(build(order("hello@" + NOWHERE), "application/json"), 400, "invalid_input", "digest");
        assertProblem(
                build("{\"function\":{\"name\":\"x\",\"image\":\"" + NOWHERE + "\"},\"image\":\"x:1\"}", "*/*"),
                400,
                "invalid_input",
                "'x'",
                "image already");
        assertProblem(authorized().get("/v1/images/" + NOWHERE + "/archive"), 400, "image_not_found", NOWHERE);
        assertProblem(authorized().get("/v1/images/nonsense/archive"), 400, "invalid_input", "nonsense");
    }

    @Test
    void runtimes_are_listed_and_made_ready() {
        authorized()
                .get("/v1/runtimes")
                .then()
                .statusCode(200)
                .body("runtime", hasItems("python3", "node", "java", "native"), "base", hasItem("machine"));
        authorized()
                .post("/v1/runtimes/native/prepare")
                .then()
                .statusCode(200)
                .body("ready", equalTo(true), "bytes", greaterThan(0));
        String lines = authorized()
                .accept("application/x-ndjson")
                .post("/v1/runtimes/native/prepare")
                .asString();
        assertThat(lines.lines().toList().getLast()).contains("\"prepared\":{").contains("native");
        assertProblem(authorized().post("/v1/runtimes/ruby/prepare"), 404, "not_found", "'ruby'", "python3");
    }

    @Test
    void a_runtime_stands_on_an_image_of_this_node_by_its_name() throws IOException {
        String image = build(order("base-image:1"), "application/json")
                .then()
                .statusCode(201)
                .extract()
                .path("image");
        Path file = config.stateDir().resolve("runtimes.yaml");
        Files.writeString(file, "native: base-image:1\n");
        try {
            authorized()
                    .post("/v1/runtimes/native/prepare")
                    .then()
                    .statusCode(200)
                    .body("ready", equalTo(true), "image", equalTo(image), "base", equalTo("base-image:1"));
            String further = build(order("further:1"), "application/json").path("manifest");
            authorized()
                    .get("/v1/images")
                    .then()
                    .body("find { it.manifest == '" + further + "' }.layers", equalTo(3))
                    .body("find { it.image == '" + image + "' }.usedBy", hasItem("runtime native"));
            Files.writeString(file, "native: [1]\n");
            assertProblem(authorized().get("/v1/runtimes"), 500, "settings_invalid", "runtimes.yaml:1:9");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void what_a_tenant_may_not_pull_is_no_base_image_either() throws IOException {
        Path runtimes = config.stateDir().resolve("runtimes.yaml");
        Path registries = config.stateDir().resolve("registries.yaml");
        Files.writeString(runtimes, "native: registry.example/base:1\n");
        Files.writeString(registries, "tenants: {default: {allowed: [docker.io/library]}}\n");
        try {
            assertProblem(
                    authorized().post("/v1/runtimes/native/prepare"),
                    400,
                    "image_not_allowed",
                    "registry.example/base",
                    "docker.io/library");
        } finally {
            Files.delete(runtimes);
            Files.delete(registries);
        }
    }

    @Test
    void a_prune_frees_what_nobody_uses_and_says_how_much() throws IOException {
        build(order("gone:1"), "application/json").then().statusCode(201);
        authorized()
                .post("/v1/images/prune?all=true&olderThanMillis=0")
                .then()
                .statusCode(200)
                .body("removed", hasItem("gone:1"), "freedBytes", greaterThan(0));
        assertThat(authorized().get("/v1/images").asString()).doesNotContain("gone:1");
        assertProblem(authorized().post("/v1/images/prune?olderThanMillis=-1"), 400, "invalid_input", "-1");
    }
}
