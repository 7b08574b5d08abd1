// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryPathTest {
    @Test
    void every_path_of_the_specification_is_known() {
        assertThat(RegistryPath.parse("")).isEqualTo(new RegistryPath.Root());
        assertThat(RegistryPath.parse("_catalog")).isEqualTo(new RegistryPath.Catalog());
        assertThat(RegistryPath.parse("a/b/tags/list")).isEqualTo(new RegistryPath.Tags("a/b"));
        assertThat(RegistryPath.parse("a/manifests/1.0")).isEqualTo(new RegistryPath.Manifest("a", "1.0"));
        assertThat(RegistryPath.parse("a/blobs/sha256:0")).isEqualTo(new RegistryPath.Blob("a", "sha256:0"));
        assertThat(RegistryPath.parse("a/blobs/sha256%3A0")).isEqualTo(new RegistryPath.Blob("a", "sha256:0"));
        assertThat(RegistryPath.parse("a/blobs/uploads/")).isEqualTo(new RegistryPath.Uploads("a"));
        assertThat(RegistryPath.parse("a/blobs/uploads")).isEqualTo(new RegistryPath.Uploads("a"));
        assertThat(RegistryPath.parse("a/blobs/uploads/7")).isEqualTo(new RegistryPath.Upload("a", "7"));
        assertThat(RegistryPath.parse("a/referrers/x")).isEqualTo(new RegistryPath.Referrers("a", "x"));
        assertThat(RegistryPath.parse("a")).isEqualTo(new RegistryPath.Unknown());
        assertThat(RegistryPath.parse("manifests/1")).isEqualTo(new RegistryPath.Unknown());
    }

    @Test
    void names_may_hold_the_words_of_the_specification() {
        assertThat(RegistryPath.parse("a/blobs/b/manifests/1")).isEqualTo(new RegistryPath.Manifest("a/blobs/b", "1"));
        assertThat(RegistryPath.parse("function/tags/list/tags/list"))
                .isEqualTo(new RegistryPath.Tags("function/tags/list"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, 0, 5",
        "bytes=2-, 2, 8",
        "bytes=-3, 7, 3",
        "bytes=-30, 0, 10",
        "bytes=5-100, 5, 5",
        "bytes=10-, 10, 0",
        "bytes=9-9, 9, 1",
    })
    void a_range_is_cut_to_what_there_is(String header, long first, long count) {
        assertThat(ByteRange.of(header, 10)).contains(new ByteRange(first, count));
    }

    @ParameterizedTest
    @CsvSource({"bytes=-", "bytes=4-2", "'bytes=0-1,3-4'", "lines=0-1", "bytes=99999999999999999999-"})
    void what_is_no_single_range_is_the_whole(String header) {
        assertThat(ByteRange.of(header, 10)).isEmpty();
        assertThat(ByteRange.of(null, 10)).isEmpty();
    }

    @Test
    void pages_follow_each_other() {
        List<String> all = List.of("a", "B", "c");
        assertThat(Page.of(all, null, null).items()).containsExactly("a", "B", "c");
        Page first = Page.of(all, "2", null);
        assertThat(first.items()).containsExactly("a", "B");
        assertThat(first.next()).contains("n=2&last=B");
        Page second = Page.of(all, "2", "B");
        assertThat(second.items()).containsExactly("c");
        assertThat(second.next()).isEmpty();
        assertThat(Page.of(all, "0", null).items()).isEmpty();
        assertThat(Page.of(all, "0", null).next()).isEmpty();
    }

    @Test
    void the_token_may_come_as_a_bearers_or_as_a_password() {
        assertThat(RegistryGuard.secret("Bearer jfn_x")).isEqualTo("jfn_x");
        assertThat(RegistryGuard.secret("basic " + base64("any:jfn_x"))).isEqualTo("jfn_x");
        assertThat(RegistryGuard.secret("Basic " + base64("any:a:b"))).isEqualTo("a:b");
        assertThat(RegistryGuard.secret("Basic ???")).isEmpty();
        assertThat(RegistryGuard.secret("Digest jfn_x")).isEmpty();
        assertThat(RegistryGuard.secret("jfn_x")).isEmpty();
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
