// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the distribution specification says of pulling and of content discovery. */
@QuarkusTest
class RegistryPullTest extends RegistryTest {
    @Test
    void the_registry_says_that_it_is_one() {
        for (String root : List.of("/v2/", "/v2")) {
            Response answer = registry().get(root);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
        }
    }

    @Test
    void strangers_are_asked_to_log_in() {
        for (String path : List.of("/v2", "/v2/", "/v2/_catalog", "/v2/a/tags/list", "/v2/nothing")) {
            Response answer = stranger().get(path);
            assertError(answer, 401, "UNAUTHORIZED");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"jfn\"");
        }
        assertError(stranger().auth().preemptive().basic("me", "wrong").get("/v2/"), 401, "UNAUTHORIZED");
        assertError(stranger().post("/v2/a/blobs/uploads/"), 401, "UNAUTHORIZED");
        assertError(stranger().header("Authorization", "Bearer wrong").get("/v2/"), 401, "UNAUTHORIZED");
        assertThat(stranger()
                        .auth()
                        .preemptive()
                        .basic("me", token())
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(200);
        assertThat(stranger()
                        .auth()
                        .preemptive()
                        .basic("me", token())
                        .get("/v1/node")
                        .statusCode())
                .as("the API takes no passwords")
                .isEqualTo(401);
    }

    @Test
    void a_manifest_is_pulled_by_tag_and_by_digest() {
        String manifest = image("pull/manifest", "1.0", "layer");
        for (String reference : List.of("1.0", digest(manifest))) {
            Response got = registry().get("/v2/pull/manifest/manifests/" + reference);
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.asString()).isEqualTo(manifest);
            assertThat(got.contentType()).isEqualTo(MANIFEST);
            assertThat(got.header("Docker-Content-Digest")).isEqualTo(digest(manifest));
            Response head = registry().head("/v2/pull/manifest/manifests/" + reference);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("" + manifest.length());
            assertThat(head.header("Docker-Content-Digest")).isEqualTo(digest(manifest));
            assertThat(head.contentType()).isEqualTo(MANIFEST);
        }
    }

    @Test
    void what_is_not_there_is_not_found() {
        image("pull/missing", "1", "layer");
        String none = digest("nothing");
        assertError(registry().get("/v2/pull/missing/manifests/2"), 404, "MANIFEST_UNKNOWN");
        assertError(registry().get("/v2/pull/missing/manifests/" + none), 404, "MANIFEST_UNKNOWN");
        assertThat(registry().head("/v2/pull/missing/manifests/2").statusCode()).isEqualTo(404);
        assertError(registry().get("/v2/pull/missing/blobs/" + none), 404, "BLOB_UNKNOWN");
        assertThat(registry().head("/v2/pull/missing/blobs/" + none).statusCode())
                .isEqualTo(404);
        assertError(registry().get("/v2/pull/nobody/tags/list"), 404, "NAME_UNKNOWN");
        assertError(registry().get("/v2/pull/nobody/manifests/1"), 404, "MANIFEST_UNKNOWN");
        assertError(registry().get("/v2/pull/missing"), 404, "NAME_UNKNOWN");
    }

    @Test
    void a_blob_is_visible_only_where_it_was_put() {
        String blob = push("pull/here", "seen here");
        assertThat(registry().get("/v2/pull/here/blobs/" + blob).statusCode()).isEqualTo(200);
        assertError(registry().get("/v2/pull/there/blobs/" + blob), 404, "BLOB_UNKNOWN");
    }

    @Test
    void a_blob_is_pulled_whole_and_in_parts() {
        String path = "/v2/pull/range/blobs/" + push("pull/range", "0123456789");
        Response whole = registry().get(path);
        assertThat(whole.asString()).isEqualTo("0123456789");
        assertThat(whole.header("Content-Length")).isEqualTo("10");
        assertThat(whole.header("Docker-Content-Digest")).isEqualTo(digest("0123456789"));
        assertThat(whole.contentType()).isEqualTo("application/octet-stream");
        Response head = registry().head(path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("10");
        assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
        Response part = registry().header("Range", "bytes=2-4").get(path);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asString()).isEqualTo("234");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(part.header("Content-Length")).isEqualTo("3");
        assertThat(registry().header("Range", "bytes=-2").get(path).asString()).isEqualTo("89");
        assertThat(registry().header("Range", "bytes=7-").get(path).asString()).isEqualTo("789");
        Response beyond = registry().header("Range", "bytes=10-").get(path);
        assertError(beyond, 416, "SIZE_INVALID");
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */10");
        assertThat(registry().header("Range", "bytes=0-1,4-5").get(path).statusCode())
                .isEqualTo(200);
    }

    @Test
    void an_empty_blob_is_a_blob() {
        String path = "/v2/pull/empty/blobs/" + push("pull/empty", "");
        assertThat(registry().get(path).statusCode()).isEqualTo(200);
        assertThat(registry().get(path).asString()).isEmpty();
    }

    @Test
    void tags_come_in_pages() {
        String manifest = image("pull/tags", "b", "layer");
        for (String tag : List.of("D", "a", "c")) {
            putManifest("pull/tags", tag, manifest);
        }
        Response all = registry().get("/v2/pull/tags/tags/list");
        assertThat(all.<String>path("name")).isEqualTo("pull/tags");
        assertThat(all.<List<String>>path("tags")).containsExactly("a", "b", "c", "D");
        assertThat(all.header("Link")).isNull();
        Response first = registry().get("/v2/pull/tags/tags/list?n=3");
        assertThat(first.<List<String>>path("tags")).containsExactly("a", "b", "c");
        assertThat(first.header("Link")).isEqualTo("</v2/pull/tags/tags/list?n=3&last=c>; rel=\"next\"");
        Response last = registry().get("/v2/pull/tags/tags/list?n=3&last=c");
        assertThat(last.<List<String>>path("tags")).containsExactly("D");
        assertThat(last.header("Link")).isNull();
        assertThat(registry().get("/v2/pull/tags/tags/list?n=0").<List<String>>path("tags"))
                .isEmpty();
        assertError(registry().get("/v2/pull/tags/tags/list?n=x"), 400, "PAGINATION_NUMBER_INVALID");
    }

    @Test
    void the_catalog_comes_in_pages() {
        image("zz-catalog/a", "1", "layer");
        image("zz-catalog/b", "1", "layer");
        Response page = registry().get("/v2/_catalog?n=1&last=zz-catalog");
        assertThat(page.<List<String>>path("repositories")).containsExactly("zz-catalog/a");
        assertThat(page.header("Link")).isEqualTo("</v2/_catalog?n=1&last=zz-catalog%2Fa>; rel=\"next\"");
        assertThat(registry().get("/v2/_catalog").<List<String>>path("repositories"))
                .contains("zz-catalog/a", "zz-catalog/b");
    }

    @Test
    void referrers_are_an_index_that_can_be_filtered() {
        String subject = digest(image("pull/referrers", "1", "layer"));
        String path = "/v2/pull/referrers/referrers/" + subject;
        Response none = registry().get(path);
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(none.contentType()).isEqualTo(INDEX);
        assertThat(none.<List<Object>>path("manifests")).isEmpty();
        String more = ",\"artifactType\":\"application/vnd.example.sbom\",\"annotations\":{\"a\":\"b\"},"
                + "\"subject\":{\"mediaType\":\"" + MANIFEST + "\",\"digest\":\"" + subject + "\",\"size\":7}";
        String referrer = manifest("layer", more);
        Response pushed = putManifest("pull/referrers", digest(referrer), referrer);
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(pushed.header("OCI-Subject")).isEqualTo(subject);
        Response one = registry().get(path);
        assertThat(one.<Integer>path("schemaVersion")).isEqualTo(2);
        assertThat(one.<String>path("mediaType")).isEqualTo(INDEX);
        assertThat(one.<String>path("manifests[0].digest")).isEqualTo(digest(referrer));
        assertThat(one.<String>path("manifests[0].artifactType")).isEqualTo("application/vnd.example.sbom");
        assertThat(one.<String>path("manifests[0].annotations.a")).isEqualTo("b");
        assertThat(one.<Integer>path("manifests[0].size")).isEqualTo(referrer.length());
        assertThat(one.header("OCI-Filters-Applied")).isNull();
        Response same = registry().get(path + "?artifactType=application/vnd.example.sbom");
        assertThat(same.<List<Object>>path("manifests")).hasSize(1);
        assertThat(same.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        Response other = registry().get(path + "?artifactType=application/vnd.example.other");
        assertThat(other.<List<Object>>path("manifests")).isEmpty();
        assertThat(registry()
                        .get("/v2/pull/referrers/referrers/" + digest("none"))
                        .statusCode())
                .isEqualTo(200);
        assertError(registry().get("/v2/pull/referrers/referrers/sha256:0"), 400, "DIGEST_INVALID");
    }

    @Test
    void names_that_none_can_have_are_refused() {
        assertError(registry().get("/v2/Upper/tags/list"), 400, "NAME_INVALID");
        assertThat(registry().get("/v2/a%2Fb/tags/list").statusCode())
                .as("refused at the door: a path is written in one way")
                .isEqualTo(400);
        assertError(registry().post("/v2/Upper/blobs/uploads/"), 400, "NAME_INVALID");
        assertError(registry().get("/v2/a/blobs/sha256:0"), 400, "DIGEST_INVALID");
        assertError(registry().get("/v2/a/blobs/sha512:" + "0".repeat(128)), 400, "DIGEST_INVALID");
    }

    @Test
    void functions_and_the_registry_do_not_shadow_each_other() {
        image("function/hello", "1", "layer");
        assertThat(registry().get("/v2/function/hello/manifests/1").statusCode())
                .isEqualTo(200);
        Response call = stranger().get("/function/v2/_catalog");
        assertThat(call.statusCode()).isEqualTo(404);
        assertThat(call.contentType()).startsWith("application/problem+json");
        assertThat(stranger().get("/v22").statusCode()).isEqualTo(404);
    }
}
