// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependencyCacheTest {
    private static final String DIGEST = "sha256:" + "1".repeat(64);

    @TempDir
    Path home;

    @Test
    void what_was_used_within_a_month_is_kept() throws IOException {
        Path archive = Files.writeString(home.resolve("archive"), "x");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        at(start).put("used", archive);
        at(start).put("left", archive);
        at(start).remember("left", DIGEST);
        assertThat(at(start.plus(Duration.ofDays(20))).archive("used")).isPresent();

        DependencyCache later = at(start.plus(Duration.ofDays(45)));
        later.put("new", archive);

        assertThat(later.archive("used"))
                .hasValueSatisfying(file -> assertThat(file).hasContent("x"));
        assertThat(later.archive("left")).isEmpty();
        assertThat(later.digest("left")).isEmpty();
        assertThat(archive).exists();
    }

    @Test
    void a_digest_that_is_none_counts_as_not_there() throws IOException {
        DependencyCache cache = at(Instant.EPOCH);
        cache.remember("key", DIGEST);
        assertThat(cache.digest("key")).contains(DIGEST);

        cache.remember("key", "../../v1/node");

        assertThat(cache.digest("key")).isEmpty();
    }

    @Test
    void the_folder_is_the_user_s_own_by_the_usual_convention() throws IOException {
        DependencyCache.of(Map.of("HOME", home.toString(), "XDG_CACHE_HOME", "not/absolute"))
                .putNothing("a");
        assertThat(home.resolve(".cache/jfn/dependencies/a.tar.gz")).exists();

        DependencyCache.of(Map.of(
                        "HOME",
                        "/nonexistent",
                        "XDG_CACHE_HOME",
                        home.resolve("x").toString()))
                .putNothing("b");
        assertThat(home.resolve("x/jfn/dependencies/b.tar.gz")).exists();
    }

    @Test
    void a_folder_that_cannot_be_used_is_told_with_the_way_out() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "");
        var cache = DependencyCache.of(Map.of("XDG_CACHE_HOME", file.toString()));

        assertThatThrownBy(() -> cache.putNothing("key")).hasMessageContaining("name another folder in XDG_CACHE_HOME");
    }

    private DependencyCache at(Instant now) {
        return new DependencyCache(home.resolve("cache"), InstantSource.fixed(now));
    }
}
