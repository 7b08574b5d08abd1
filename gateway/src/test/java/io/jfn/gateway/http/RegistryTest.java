// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The registry in the box over HTTP; each test uses repositories of its own. */
abstract class RegistryTest extends ApiTest {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";

    static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    RequestSpecification registry() {
        return authorized();
    }

    RequestSpecification sending(String body) {
        return registry().contentType("application/octet-stream").body(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Pushes a blob in two requests. */
    String push(String repository, String blob) {
        Response pushed = sending(blob).put(begin(repository) + "?digest=" + digest(blob));
        assertThat(pushed.statusCode()).as(pushed.asString()).isEqualTo(201);
        return digest(blob);
    }

    /** Begins an upload and gives its place. */
    String begin(String repository) {
        Response begun = registry().post("/v2/" + repository + "/blobs/uploads/");
        assertThat(begun.statusCode()).as(begun.asString()).isEqualTo(202);
        assertThat(begun.header("Range")).isEqualTo("0-0");
        assertThat(begun.header("Docker-Upload-UUID")).isNotBlank();
        return begun.header("Location");
    }

    Response putManifest(String repository, String reference, String manifest) {
        return registry()
                .contentType(MANIFEST)
                .body(manifest.getBytes(StandardCharsets.UTF_8))
                .put("/v2/" + repository + "/manifests/" + reference);
    }

    /** Pushes an image of one layer and gives its manifest. */
    String image(String repository, String tag, String layer) {
        push(repository, "{}");
        push(repository, layer);
        String manifest = manifest(layer, "");
        assertThat(putManifest(repository, tag, manifest).statusCode()).isEqualTo(201);
        return manifest;
    }

    static String manifest(String layer, String more) {
        return """
                {"schemaVersion":2,"mediaType":"%s",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]%s}""".formatted(MANIFEST, digest("{}"), digest(layer), layer.length(), more);
    }

    static void assertError(Response answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.<String>path("errors[0].code")).isEqualTo(code);
        assertThat(answer.<String>path("errors[0].message"))
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
    }

    static RequestSpecification stranger() {
        return given().urlEncodingEnabled(false);
    }
}
