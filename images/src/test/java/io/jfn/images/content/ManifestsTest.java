// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.images.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest extends ContentTest {
    @Test
    void a_manifest_is_found_by_tag_and_by_digest() {
        Digest digest = image("library/hello", "1.0", "layer");
        StoredManifest manifest = content.manifest("library/hello", "1.0").orElseThrow();
        assertThat(manifest.digest()).isEqualTo(digest);
        assertThat(manifest.mediaType()).isEqualTo(ManifestDocument.OCI_MANIFEST);
        assertThat(content.manifest("library/hello", digest.value()))
                .hasValueSatisfying(same -> assertThat(same.bytes()).isEqualTo(manifest.bytes()));
        assertThat(manifest.document().blobs()).hasSize(2);
        assertThat(content.manifest("library/hello", "2.0")).isEmpty();
        assertThat(content.manifest("library/other", digest.value())).isEmpty();
        assertThat(content.repositories()).containsExactly("library/hello");
        assertThat(content.manifests("library/hello")).containsExactly(digest);
    }

    @Test
    void a_tag_moves_and_tags_are_sorted_without_regard_to_case() {
        image("hello", "b", "one");
        Digest second = image("hello", "b", "two");
        image("hello", "C", "one");
        image("hello", "a", "one");
        assertThat(content.tags("hello")).containsExactly("a", "b", "C");
        assertThat(content.manifest("hello", "b").orElseThrow().digest()).isEqualTo(second);
        assertThat(content.manifests("hello")).hasSize(2);
    }

    @Test
    void all_of_it_survives_a_restart() {
        Digest digest = image("localhost:5000/a/b", "latest", "layer");
        long used = content.usedBytes();
        open(1 << 20);
        assertThat(content.repositories()).containsExactly("localhost:5000/a/b");
        assertThat(content.manifest("localhost:5000/a/b", "latest")
                        .orElseThrow()
                        .digest())
                .isEqualTo(digest);
        assertThat(content.usedBytes()).isEqualTo(used);
    }

    @Test
    void a_manifest_of_what_is_not_here_is_refused() {
        add("config");
        refused(Fault.BLOB_MISSING, () -> put("hello", "1", manifest("config", List.of("layer"), "")));
        assertThat(content.hasRepository("hello")).isFalse();
        add("layer");
        String wrongSize = manifest("config", List.of("layer"), "").replace("\"size\":5", "\"size\":6");
        refused(Fault.SIZE_MISMATCH, () -> put("hello", "1", wrongSize));
        put("hello", "1", manifest("config", List.of("layer"), ""));
    }

    @Test
    void an_index_may_list_more_than_is_here() {
        content.addManifest("hello", "all", ManifestDocument.OCI_INDEX, bytes(index("elsewhere")));
        ManifestDocument index = content.manifest("hello", "all").orElseThrow().document();
        assertThat(index.isIndex()).isTrue();
        assertThat(index.manifests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hello",
                "a//b",
                "/a",
                "a/",
                "a/../b",
                "..",
                "a@b",
                "a b",
                "a/b:5/c",
                "a:5000",
                "-a",
                "a:123456/b"
            })
    void repository_names_follow_the_specification(String name) {
        refused(Fault.REPOSITORY_INVALID, () -> content.tags(name));
    }

    @Test
    void a_long_repository_name_is_refused_and_the_longest_is_not() {
        refused(Fault.REPOSITORY_INVALID, () -> content.tags("a".repeat(256)));
        image("a".repeat(120) + "/" + "b".repeat(134), "t".repeat(128), "layer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-a", "a/b", "a b"})
    void tags_follow_the_specification(String tag) {
        add("config");
        refused(Fault.TAG_INVALID, () -> put("hello", tag, manifest("config", List.of(), "")));
        assertThat(content.hasRepository("hello")).isFalse();
    }

    @Test
    void what_could_be_read_in_two_ways_is_refused() {
        String good = manifest("config", List.of(), "");
        refused(
                Fault.JSON_MALFORMED,
                () -> put("hello", "1", good.replace("{\"schema", "{\"schemaVersion\":2,\"schema")));
        refused(Fault.JSON_MALFORMED, () -> put("hello", "1", good + "x"));
        refused(Fault.JSON_MALFORMED, () -> put("hello", "1", "[".repeat(70) + "]".repeat(70)));
        refused(Fault.MANIFEST_AMBIGUOUS, () -> put("hello", "1", manifest("config", List.of(), ",\"manifests\":[]")));
        refused(
                Fault.MANIFEST_INVALID,
                () -> put("hello", "1", good.replace("\"schemaVersion\":2", "\"schemaVersion\":1")));
        refused(Fault.MANIFEST_INVALID, () -> put("hello", "1", "{\"schemaVersion\":2}"));
        refused(Fault.MANIFEST_INVALID, () -> put("hello", "1", "null"));
        refused(
                Fault.MEDIA_TYPE,
                () -> content.addManifest("hello", "1", ManifestDocument.DOCKER_MANIFEST, bytes(good)));
        refused(
                Fault.MEDIA_TYPE,
                () -> content.addManifest("hello", "1", "text/plain", bytes("{\"schemaVersion\":2}")));
        refused(Fault.JSON_TOO_LARGE, () -> put("hello", "1", " ".repeat(ManifestDocument.LARGEST + 1)));
    }
}
