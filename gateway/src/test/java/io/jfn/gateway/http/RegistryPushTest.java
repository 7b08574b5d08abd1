// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the distribution specification says of pushing and of content management. */
@QuarkusTest
class RegistryPushTest extends RegistryTest {
    private void there(String repository, String blob) {
        assertThat(registry()
                        .get("/v2/" + repository + "/blobs/" + digest(blob))
                        .asString())
                .isEqualTo(blob);
    }

    @Test
    void a_blob_comes_in_two_requests() {
        String blob = "in two requests";
        Response pushed = sending(blob).put(begin("push/put") + "?digest=" + digest(blob));
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(pushed.header("Location")).isEqualTo("/v2/push/put/blobs/" + digest(blob));
        assertThat(pushed.header("Docker-Content-Digest")).isEqualTo(digest(blob));
        there("push/put", blob);
    }

    @Test
    void a_blob_comes_in_one_request() {
        String blob = "in one request";
        Response pushed = sending(blob).post("/v2/push/post/blobs/uploads/?digest=" + digest(blob));
        assertThat(pushed.statusCode()).isEqualTo(201);
        there("push/post", blob);
    }

    @Test
    void a_blob_comes_in_pieces_and_goes_on_where_it_was_cut() {
        String place = begin("push/pieces");
        Response first = sending("01234").header("Content-Range", "0-4").patch(place);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.header("Range")).isEqualTo("0-4");
        assertThat(first.header("Location")).isEqualTo(place);
        Response state = registry().get(place);
        assertThat(state.statusCode()).isEqualTo(204);
        assertThat(state.header("Range")).isEqualTo("0-4");
        for (String wrong : List.of("7-8", "0-1", "4-5")) {
            Response refused = sending("xy").header("Content-Range", wrong).patch(place);
            assertError(refused, 416, "BLOB_UPLOAD_INVALID");
            assertThat(refused.header("Range")).isEqualTo("0-4");
            assertThat(refused.header("Location")).isEqualTo(place);
        }
        assertError(sending("xy").header("Content-Range", "5-9").patch(place), 400, "SIZE_INVALID");
        assertError(sending("xy").header("Content-Range", "five").patch(place), 400, "BLOB_UPLOAD_INVALID");
        assertThat(sending("567").header("Content-Range", "5-7").patch(place).statusCode())
                .isEqualTo(202);
        Response last = sending("89").header("Content-Range", "8-9").put(place + "?digest=" + digest("0123456789"));
        assertThat(last.statusCode()).as(last.asString()).isEqualTo(201);
        there("push/pieces", "0123456789");
        assertError(registry().get(place), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void a_piece_may_come_without_a_range_and_the_last_without_a_body() {
        String place = begin("push/stream");
        assertThat(sending("0123456789").patch(place).header("Range")).isEqualTo("0-9");
        assertThat(registry().put(place + "?digest=" + digest("0123456789")).statusCode())
                .isEqualTo(201);
        there("push/stream", "0123456789");
    }

    @Test
    void wrong_digests_keep_nothing() {
        String place = begin("push/wrong");
        assertError(sending("a").put(place + "?digest=" + digest("b")), 400, "DIGEST_INVALID");
        assertError(sending("a").put(place + "?digest=" + digest("a")), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(sending("a").put(begin("push/wrong") + "?digest=md5:1"), 400, "DIGEST_INVALID");
        assertError(sending("a").put(begin("push/wrong")), 400, "DIGEST_INVALID");
        assertError(sending("a").post("/v2/push/wrong/blobs/uploads/?digest=" + digest("b")), 400, "DIGEST_INVALID");
        assertError(registry().get("/v2/push/wrong/blobs/" + digest("b")), 404, "BLOB_UNKNOWN");
    }

    @Test
    void an_upload_can_be_given_up() {
        String place = begin("push/cancel");
        assertThat(registry().delete(place).statusCode()).isEqualTo(204);
        assertError(registry().delete(place), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(sending("a").patch(place), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void a_blob_is_mounted_from_another_repository() {
        String blob = push("push/from", "to be mounted");
        String uploads = "/v2/push/to/blobs/uploads/?mount=" + blob;
        assertThat(registry().post(uploads + "&from=push/nowhere").statusCode()).isEqualTo(202);
        Response mounted = registry().post(uploads + "&from=push/from");
        assertThat(mounted.statusCode()).isEqualTo(201);
        assertThat(mounted.header("Location")).isEqualTo("/v2/push/to/blobs/" + blob);
        there("push/to", "to be mounted");
        Response missing = registry().post("/v2/push/to/blobs/uploads/?mount=" + digest("none") + "&from=push/from");
        assertThat(missing.statusCode()).isEqualTo(202);
        assertThat(missing.header("Location")).startsWith("/v2/push/to/blobs/uploads/");
        assertThat(registry()
                        .post("/v2/push/anonymous/blobs/uploads/?mount=" + blob)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void a_manifest_is_pushed_by_tag_and_by_digest() {
        push("push/manifest", "{}");
        push("push/manifest", "layer");
        String manifest = manifest("layer", "");
        Response byTag = putManifest("push/manifest", "1", manifest);
        assertThat(byTag.statusCode()).as(byTag.asString()).isEqualTo(201);
        assertThat(byTag.header("Location")).isEqualTo("/v2/push/manifest/manifests/" + digest(manifest));
        assertThat(byTag.header("Docker-Content-Digest")).isEqualTo(digest(manifest));
        assertThat(byTag.header("OCI-Subject")).isNull();
        assertThat(putManifest("push/manifest", digest(manifest), manifest).statusCode())
                .isEqualTo(201);
        assertError(putManifest("push/manifest", digest("other"), manifest), 400, "DIGEST_INVALID");
        assertError(putManifest("push/manifest", "-1", manifest), 400, "MANIFEST_INVALID");
        assertError(putManifest("push/manifest", "1", "no json"), 400, "MANIFEST_INVALID");
        assertError(putManifest("push/manifest", "1", manifest("missing", "")), 404, "MANIFEST_BLOB_UNKNOWN");
        assertError(
                putManifest("push/manifest", "1", manifest.replace("\"size\":5", "\"size\":6")), 400, "SIZE_INVALID");
        assertError(putManifest("push/manifest", "1", " ".repeat((4 << 20) + 1)), 413, "SIZE_INVALID");
        assertError(
                registry()
                        .contentType("application/json")
                        .body(manifest.getBytes(StandardCharsets.UTF_8))
                        .put("/v2/push/manifest/manifests/1"),
                400,
                "MANIFEST_INVALID");
    }

    @Test
    void tags_manifests_and_blobs_are_deleted() {
        String manifest = image("push/delete", "1", "to be deleted");
        putManifest("push/delete", "2", manifest);
        String manifests = "/v2/push/delete/manifests/";
        assertThat(registry().delete(manifests + "1").statusCode()).isEqualTo(202);
        assertError(registry().get(manifests + "1"), 404, "MANIFEST_UNKNOWN");
        assertThat(registry().get(manifests + "2").statusCode()).isEqualTo(200);
        assertThat(registry().delete(manifests + digest(manifest)).statusCode()).isEqualTo(202);
        assertError(registry().get(manifests + "2"), 404, "MANIFEST_UNKNOWN");
        assertError(registry().delete(manifests + digest(manifest)), 404, "MANIFEST_UNKNOWN");
        assertThat(registry().get("/v2/push/delete/tags/list").<List<String>>path("tags"))
                .isEmpty();
        String blob = "/v2/push/delete/blobs/" + digest("to be deleted");
        assertThat(registry().delete(blob).statusCode()).isEqualTo(202);
        assertError(registry().get(blob), 404, "BLOB_UNKNOWN");
        assertError(registry().delete(blob), 404, "BLOB_UNKNOWN");
    }

    @Test
    void methods_that_a_path_does_not_take_are_told_so() {
        assertError(registry().post("/v2/push/a/manifests/1"), 405, "UNSUPPORTED");
        assertError(registry().put("/v2/push/a/blobs/" + digest("a")), 405, "UNSUPPORTED");
        assertError(registry().delete("/v2/push/a/tags/list"), 405, "UNSUPPORTED");
        assertError(registry().put("/v2/_catalog"), 405, "UNSUPPORTED");
        assertError(registry().patch("/v2/"), 405, "UNSUPPORTED");
        assertError(registry().delete("/v2/push/a/blobs/uploads/"), 405, "UNSUPPORTED");
    }
}
