// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CollectionTest extends ContentTest {
    @Test
    void what_a_manifest_refers_to_is_kept_and_the_rest_goes_after_the_grace() throws IOException {
        Digest digest = image("hello", "1", "layer");
        Digest unused = add("unused");
        assertThat(content.collectGarbage(GRACE)).isZero();
        later(GRACE);
        assertThat(store.collectGarbage()).isEqualTo(6);
        assertThat(content.blob(unused)).isEmpty();
        assertThat(content.blob(digest("layer"))).isPresent();
        later(GRACE);
        assertThat(content.deleteManifest("hello", digest)).isTrue();
        assertThat(content.deleteManifest("hello", digest)).isFalse();
        assertThat(content.tags("hello")).isEmpty();
        later(GRACE);
        content.collectGarbage(GRACE);
        assertThat(blobFiles()).isEmpty();
        assertThat(content.usedBytes()).isZero();
        assertThat(content.repositories()).isEmpty();
    }

    @Test
    void a_blob_just_asked_for_is_kept_for_the_grace() {
        Digest digest = add("hello");
        later(GRACE);
        assertThat(content.blob(digest)).isPresent();
        assertThat(content.collectGarbage(GRACE)).isZero();
        assertThat(content.blob(digest)).isPresent();
    }

    @Test
    void a_tag_may_go_without_its_manifest() {
        Digest digest = image("hello", "1", "layer");
        assertThat(content.deleteTag("hello", "1")).isTrue();
        assertThat(content.deleteTag("hello", "1")).isFalse();
        assertThat(content.manifest("hello", "1")).isEmpty();
        assertThat(content.manifest("hello", digest.value())).isPresent();
        later(GRACE);
        assertThat(content.collectGarbage(GRACE)).isZero();
        assertThat(content.prune(GRACE)).isPositive();
        assertThat(content.manifest("hello", digest.value())).isEmpty();
    }

    @Test
    void pruning_keeps_what_tags_lead_to_and_what_belongs_to_that() {
        Digest tagged = image("hello", "1", "one");
        Digest member = image("hello", "2", "two");
        content.addManifest(
                "hello", "2", ManifestDocument.OCI_INDEX, bytes(index(manifest("config of two", List.of("two"), ""))));
        Digest signature = put("hello", null, signature(tagged, "a signature"));
        Digest ofSignature = put("hello", null, signature(signature, "a signature of the signature"));
        Digest lost = put("hello", null, signature(digest("gone"), "lost"));
        later(GRACE);
        Digest fresh = put("hello", null, signature(digest("gone"), "fresh"));
        content.prune(GRACE);
        assertThat(content.manifests("hello"))
                .contains(tagged, member, signature, ofSignature, fresh)
                .doesNotContain(lost);
    }

    @Test
    void a_link_without_a_manifest_ends_with_the_grace() {
        Digest digest = add("hello");
        assertThat(content.link("a", digest)).isTrue();
        assertThat(content.link("b", digest("nothing"))).isFalse();
        assertThat(content.blob("a", digest)).isPresent();
        assertThat(content.blob("b", digest)).isEmpty();
        assertThat(content.hasRepository("b")).isFalse();
        later(GRACE);
        content.collectGarbage(GRACE);
        assertThat(content.blob("a", digest)).isEmpty();
        assertThat(content.blob(digest)).isEmpty();
    }

    @Test
    void a_blob_is_visible_where_a_manifest_needs_it_and_stays_while_any_does() {
        image("a", "1", "layer");
        image("b", "1", "layer");
        assertThat(content.blob("a", digest("layer"))).isPresent();
        assertThat(content.deleteBlob("a", digest("layer"))).isTrue();
        assertThat(content.deleteBlob("a", digest("layer"))).isFalse();
        assertThat(content.blob("a", digest("layer"))).isEmpty();
        assertThat(content.blob("b", digest("layer"))).isPresent();
        later(GRACE);
        assertThat(content.collectGarbage(GRACE)).isZero();
    }

    @Test
    void referrers_are_found_by_their_subject_and_their_purpose() {
        Digest subject = image("hello", "1", "layer");
        assertThat(content.referrers("hello", subject, null)).isEmpty();
        Digest first = put("hello", null, signature(subject, "first"));
        put("hello", null, signature(digest("another"), "second"));
        assertThat(content.referrers("hello", subject, null)).singleElement().satisfies(one -> {
            assertThat(one.digest()).isEqualTo(first);
            assertThat(one.artifactType()).isEqualTo("application/vnd.example.signature");
            assertThat(one.annotations()).containsEntry("of", "first");
            assertThat(one.mediaType()).isEqualTo(ManifestDocument.OCI_MANIFEST);
        });
        assertThat(content.referrers("hello", subject, "application/vnd.example.signature"))
                .hasSize(1);
        assertThat(content.referrers("hello", subject, "application/vnd.example.other"))
                .isEmpty();
        assertThat(content.referrers("other", subject, null)).isEmpty();
    }

    @Test
    void what_was_accepted_is_whole_however_often_it_is_collected_meanwhile() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> pushes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String layer = "layer " + i;
                pushes.add(pool.submit(() -> pushed(layer)));
            }
            for (int i = 0; i < 40; i++) {
                content.collectGarbage(Duration.ZERO);
            }
            for (Future<Boolean> push : pushes) {
                push.get();
            }
            content.collectGarbage(Duration.ZERO);
            for (int i = 0; i < 40; i++) {
                boolean whole = content.blob(digest("layer " + i)).isPresent()
                        && content.blob(digest("config of layer " + i)).isPresent();
                assertThat(content.manifest("hello", "t" + "layer-" + i).isPresent())
                        .isEqualTo(pushes.get(i).get());
                assertThat(whole || !pushes.get(i).get()).isTrue();
            }
        }
    }

    /** False when a collection without grace has taken a part before the manifest came, which is then refused. */
    private boolean pushed(String layer) {
        try {
            image("hello", "t" + layer.replace(' ', '-'), layer);
            return true;
        } catch (ImageException e) {
            assertThat(e.code()).isEqualTo(Fault.BLOB_MISSING.toString());
            return false;
        }
    }

    private String signature(Digest subject, String text) {
        add("{}");
        String more = ",\"artifactType\":\"application/vnd.example.signature\",\"annotations\":{\"of\":\"" + text
                + "\"},\"subject\":{\"mediaType\":\"" + ManifestDocument.OCI_MANIFEST + "\",\"digest\":\"" + subject
                + "\",\"size\":1}";
        return manifest("{}", List.of(), more);
    }
}
