// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static io.jfn.images.registry.ScriptedRegistry.blob;
import static io.jfn.images.registry.ScriptedRegistry.body;
import static io.jfn.images.registry.ScriptedRegistry.manifest;
import static io.jfn.images.registry.ScriptedRegistry.status;
import static io.jfn.images.registry.TestImage.platform;
import static io.jfn.images.registry.TestImage.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Platform;
import io.jfn.images.content.ManifestDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PullTest extends RegistryTest {
    private static final String OURS = platform("linux", Platform.architecture());
    private static final String INDEX = ManifestDocument.OCI_INDEX;

    @Test
    void brings_manifest_configuration_and_layers() throws IOException {
        TestImage image = TestImage.of(100_000, 0, 200_000);
        registry.serve("1", image);
        Digest digest = pull("team/app:1");
        assertThat(digest).isEqualTo(image.digest());
        assertThat(content.manifest(registry.host() + "/team/app", "1")
                        .orElseThrow()
                        .bytes())
                .isEqualTo(image.manifest());
        for (int i = 0; i < 3; i++) {
            try (var in = content.open(image.layer(i).digest())) {
                assertThat(in.readAllBytes()).isEqualTo(image.layers().get(i));
            }
        }
    }

    @Test
    void what_is_here_is_not_fetched_again_and_progress_counts_bytes_that_come() {
        TestImage image = TestImage.of(300_000, 200_000);
        registry.serve("1", image);
        List<String> heard = new ArrayList<>();
        client.pull(
                TenantName.DEFAULT, registry.name("team/app:1"), (step, done, total) -> heard.add(done + "/" + total));
        assertThat(heard.getFirst()).isEqualTo("0/500000");
        assertThat(heard.getLast()).isEqualTo("500000/500000");
        pull("team/app@" + image.digest());
        assertThat(registry.count("GET", blob(image.layers().get(0)))).isEqualTo(1);
        assertThat(registry.count("GET", blob(image.config()))).isEqualTo(1);
    }

    @Test
    void an_index_leads_to_the_image_for_this_machine() {
        TestImage image = TestImage.of(10);
        String index = TestImage.index(
                TestImage.of("windows", "amd64", 9).entry(platform("windows", "amd64")), image.entry(OURS));
        registry.serve("x", image).on(manifest("1"), body(INDEX, utf8(index)));
        Resolved resolved = client.resolve(registry.name("team/app:1"));
        assertThat(resolved.manifest()).isEqualTo(image.digest());
        assertThat(resolved.index()).isEqualTo(TestImage.digest(utf8(index)));
        assertThat(resolved.pinned()).hasToString(registry.host() + "/team/app@" + image.digest());
        assertThat(pull("team/app:1")).isEqualTo(image.digest());
    }

    @Test
    void other_platforms_are_refused_with_what_there_is() {
        String index = TestImage.index(
                TestImage.of(1).entry(platform("windows", "amd64")),
                TestImage.of(2).entry(platform("linux", "s390x")));
        registry.on(manifest("1"), body(INDEX, utf8(index)));
        assertThat(pullRefused(Fault.NO_PLATFORM, "team/app:1"))
                .hasMessageContaining(
                        "has nothing for linux/" + Platform.architecture() + ", only for windows/amd64, linux/s390x");
        registry.serve("2", TestImage.of("windows", "amd64", 70_000));
        assertThat(pullRefused(Fault.NO_PLATFORM, "team/app:2")).hasMessageContaining("only for windows/amd64");
        assertThat(registry.asked()).noneMatch(asked -> asked.path().equals(blob(TestImage.noise(1, 70_000))));
    }

    @Test
    void an_unknown_name_is_told_with_its_tag() {
        assertThat(pullRefused(Fault.IMAGE_NOT_FOUND, "team/app:none")).hasMessageContaining("has no tag 'none' (404)");
        var digest = TestImage.digest(utf8("x"));
        assertThat(pullRefused(Fault.IMAGE_NOT_FOUND, "team/app@" + digest)).hasMessageContaining("manifest " + digest);
    }

    @Test
    void no_more_than_three_layers_come_at_once_and_three_do() {
        TestImage image = TestImage.of(11, 12, 13, 14, 15, 16);
        registry.serve("1", image);
        var together = new CyclicBarrier(3);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        for (byte[] layer : image.layers()) {
            registry.on(blob(layer), exchange -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                try {
                    together.await(5, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IOException(e);
                }
                now.decrementAndGet();
                ScriptedRegistry.send(exchange, 200, layer);
            });
        }
        pull("team/app:1");
        assertThat(most).hasValue(3);
    }

    @Test
    void goes_on_where_the_connection_was_cut() {
        TestImage image = TestImage.of(500_000);
        byte[] layer = image.layers().getFirst();
        registry.serve("1", image);
        registry.on(blob(layer), exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            if (from > 0) {
                ScriptedRegistry.headers(
                        exchange, "Content-Range", "bytes " + from + "-" + (layer.length - 1) + "/" + layer.length);
            }
            int most = from < 300_000 ? 150_000 : layer.length - from;
            ScriptedRegistry.cut(exchange, from == 0 ? 200 : 206, layer.length - from, layer, from, most);
        });
        List<Long> heard = new ArrayList<>();
        client.pull(TenantName.DEFAULT, registry.name("team/app:1"), (_, done, _) -> heard.add(done));
        assertThat(content.blob(image.layer(0).digest())).isPresent();
        assertThat(registry.asked().stream().map(ScriptedRegistry.Asked::range).toList())
                .contains("bytes=150000-", "bytes=300000-");
        assertThat(heard).isSorted().endsWith(500_000L);
    }

    @Test
    void begins_again_where_a_server_knows_no_ranges() {
        TestImage image = TestImage.of(300_000);
        byte[] layer = image.layers().getFirst();
        var tries = new AtomicInteger();
        registry.serve("1", image).on(blob(layer), exchange -> {
            int most = tries.incrementAndGet() == 1 ? 100_000 : layer.length;
            ScriptedRegistry.cut(exchange, 200, layer.length, layer, 0, most);
        });
        List<Long> heard = new ArrayList<>();
        client.pull(TenantName.DEFAULT, registry.name("team/app:1"), (_, done, _) -> heard.add(done));
        assertThat(heard).isSorted().endsWith(300_000L);
        assertThat(tries).hasValue(2);
    }

    @Test
    void a_connection_that_always_breaks_ends_after_some_tries() {
        TestImage image = TestImage.of(300_000);
        byte[] layer = image.layers().getFirst();
        registry.serve("1", image).on(blob(layer), exchange -> {
            ScriptedRegistry.cut(exchange, 200, layer.length, layer, 0, 1000);
        });
        assertThat(pullRefused(Fault.REGISTRY_FAILED, "team/app:1")).hasMessageContaining("the connection broke");
        // The JDK's client asks once more by itself where a kept connection ended before any answer.
        assertThat(registry.count("GET", blob(layer))).isBetween((long) RetryPolicy.TRIES, 2L * RetryPolicy.TRIES);
        nothingKeptOf(layer);
    }

    @Test
    void failures_in_passing_are_tried_again() {
        TestImage image = TestImage.of(10);
        registry.serve("1", image);
        var tries = new AtomicInteger();
        registry.on(manifest("1"), exchange -> {
            switch (tries.incrementAndGet()) {
                case 1 -> status(503).to(exchange);
                case 2 -> status(429, "Retry-After", "1").to(exchange);
                default -> body(ManifestDocument.OCI_MANIFEST, image.manifest()).to(exchange);
            }
        });
        long start = System.nanoTime();
        assertThat(pull("team/app:1")).isEqualTo(image.digest());
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        registry.on(manifest("2"), status(500));
        assertThat(pullRefused(Fault.REGISTRY_FAILED, "team/app:2")).hasMessageContaining("answered 500");
        assertThat(registry.count("GET", manifest("2"))).isEqualTo(RetryPolicy.TRIES);
    }

    @Test
    void too_many_requests_with_a_long_wait_are_told_at_once() {
        registry.on(manifest("1"), status(429, "Retry-After", "3600"));
        assertThat(pullRefused(Fault.REGISTRY_BUSY, "team/app:1"))
                .hasMessageContaining("asks to wait 3600 s")
                .hasMessageContaining("log in for a higher limit");
        assertThat(registry.count("GET", manifest("1"))).isEqualTo(1);
    }

    @Test
    void mirrors_are_asked_in_their_order_and_the_registry_last() throws IOException {
        TestImage image = TestImage.of(50);
        TestImage broken = image.withManifest(image.manifestText());
        try (var first = new ScriptedRegistry();
                var second = new ScriptedRegistry()) {
            second.serve("1", broken);
            second.on(blob(image.layers().getFirst()), body("application/octet-stream", new byte[50]));
            registry.serve("1", image);
            use(CONFIG.withMirrors(Map.of(registry.host(), List.of(first.host(), second.host()))));
            assertThat(pull("team/app:1")).isEqualTo(image.digest());
            assertThat(first.count("GET", manifest("1"))).isEqualTo(1);
            assertThat(second.count("GET", blob(image.layers().getFirst()))).isEqualTo(1);
            assertThat(registry.count("GET", blob(image.layers().getFirst()))).isEqualTo(1);
            ImageException e = pullRefused(Fault.IMAGE_NOT_FOUND, "team/app:2");
            assertThat(Arrays.stream(e.getSuppressed())
                            .map(Throwable::getMessage)
                            .toList())
                    .hasSize(2)
                    .allSatisfy(message -> assertThat(message).contains("has no tag '2'"));
        }
    }

    @Test
    void nobody_at_the_port_is_told_at_once() throws IOException {
        ImageName gone;
        try (var closed = new ScriptedRegistry()) {
            gone = closed.name("team/app:1");
        }
        assertThat(refused(Fault.REGISTRY_UNREACHABLE, () -> pull(gone))).hasMessageContaining("takes no connection");
    }
}
