// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static io.jfn.images.registry.ScriptedRegistry.blob;
import static io.jfn.images.registry.ScriptedRegistry.body;
import static io.jfn.images.registry.ScriptedRegistry.manifest;
import static io.jfn.images.registry.ScriptedRegistry.status;
import static io.jfn.images.registry.TestImage.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.images.Fault;
import io.jfn.images.content.ManifestDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a registry may do to us: cases C13, C14 and C17. */
class HostileRegistryTest extends RegistryTest {
    private static final String OCI = ManifestDocument.OCI_MANIFEST;

    private final TestImage image = TestImage.of(200_000);
    private final byte[] layer = image.layers().getFirst();

    @Test
    void c13_another_digest_is_refused_and_nothing_kept() {
        byte[] other = layer.clone();
        other[100_000] = (byte) ~other[100_000];
        registry.serve("1", image).on(blob(layer), body("application/octet-stream", other));
        assertThat(pullRefused(Fault.DIGEST_MISMATCH, "team/app:1"))
                .hasMessageContaining(image.layer(0).digest().value());
        nothingKeptOf(layer);
        nothingKeptOf(other);
    }

    @Test
    void c13_a_manifest_that_is_not_the_one_asked_for_is_refused() {
        registry.serve("1", image);
        var wanted = TestImage.digest(utf8("another"));
        registry.on(manifest(wanted.value()), body(OCI, image.manifest()));
        assertThat(pullRefused(Fault.DIGEST_MISMATCH, "team/app@" + wanted)).hasMessageContaining(wanted.value());
        registry.on(manifest("2"), exchange -> {
            ScriptedRegistry.headers(exchange, "Docker-Content-Digest", wanted.value());
            body(OCI, image.manifest()).to(exchange);
        });
        pullRefused(Fault.DIGEST_MISMATCH, "team/app:2");
    }

    @ParameterizedTest
    @CsvSource({"199999", "200001", "10737418240"})
    void c13_c17_a_content_length_that_is_not_the_manifests_is_refused_before_a_byte(long length) {
        registry.serve("1", image).on(blob(layer), exchange -> {
            exchange.sendResponseHeaders(200, length);
            exchange.getResponseBody().flush();
            registry.untilClosed();
        });
        assertThat(pullRefused(Fault.SIZE_MISMATCH, "team/app:1"))
                .hasMessageContaining("has a length of " + length + " where 200000 bytes are to come");
        nothingKeptOf(layer);
    }

    @Test
    void c13_more_bytes_than_announced_are_cut_off() {
        registry.serve("1", image).on(blob(layer), exchange -> {
            exchange.sendResponseHeaders(200, 0); // in chunks, without a length
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(layer);
            }
        });
        assertThat(pullRefused(Fault.SIZE_MISMATCH, "team/app:1")).hasMessageContaining("more than 200000 bytes");
        nothingKeptOf(layer);
    }

    @Test
    void c13_a_short_read_and_then_the_end_is_refused() {
        registry.serve("1", image).on(blob(layer), exchange -> {
            if (exchange.getRequestHeaders().containsKey("Range")) {
                status(416).to(exchange);
            } else {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(layer, 0, 150_000);
            }
        });
        assertThat(pullRefused(Fault.SIZE_MISMATCH, "team/app:1")).hasMessageContaining("the manifest says 200000");
        nothingKeptOf(layer);
    }

    @Test
    void c13_a_part_that_was_not_asked_for_is_refused() {
        registry.serve("1", image).on(blob(layer), exchange -> {
            if (exchange.getRequestHeaders().containsKey("Range")) {
                ScriptedRegistry.headers(exchange, "Content-Range", "bytes 0-199999/200000");
                ScriptedRegistry.send(exchange, 206, layer);
            } else {
                ScriptedRegistry.cut(exchange, 200, layer.length, layer, 0, 1000);
            }
        });
        assertThat(pullRefused(Fault.REGISTRY_ANSWER, "team/app:1")).hasMessageContaining("another part");
    }

    @Test
    void c13_other_digest_algorithms_are_refused() {
        String other =
                image.manifestText().replace("sha256:" + image.layer(0).digest().hex(), "sha512:" + "a".repeat(128));
        registry.serve("1", image.withManifest(other));
        assertThat(refused(Fault.MANIFEST_INVALID, () -> pull("team/app:1"))).hasMessageContaining("sha256:");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void c14_a_manifest_of_50_megabytes_is_refused(boolean announced) {
        byte[] large = new byte[50 << 20];
        Arrays.fill(large, (byte) ' ');
        registry.on(manifest("1"), exchange -> {
            ScriptedRegistry.headers(exchange, "Content-Type", OCI);
            exchange.sendResponseHeaders(200, announced ? large.length : 0);
            exchange.getResponseBody().write(large);
        });
        pullRefused(Fault.JSON_TOO_LARGE, "team/app:1");
    }

    @Test
    void c14_a_manifest_that_is_deep_or_says_a_thing_twice_is_refused() {
        registry.on(manifest("deep"), body(OCI, utf8("[".repeat(10_000) + "]".repeat(10_000))));
        assertThat(refused(Fault.JSON_MALFORMED, () -> pull("team/app:deep"))).hasMessageContaining("64");
        String twice = image.manifestText().replace("\"schemaVersion\":2", "\"schemaVersion\":2,\"schemaVersion\":2");
        registry.on(manifest("twice"), body(OCI, utf8(twice)));
        refused(Fault.JSON_MALFORMED, () -> pull("team/app:twice"));
    }

    @Test
    void c14_a_manifest_that_could_be_an_index_is_refused() {
        String both = image.manifestText().replace("\"schemaVersion\":2", "\"schemaVersion\":2,\"manifests\":[]");
        registry.on(manifest("1"), body(OCI, utf8(both)));
        refused(Fault.MANIFEST_AMBIGUOUS, () -> pull("team/app:1"));
        registry.on(manifest("2"), body(ManifestDocument.OCI_INDEX, image.manifest()));
        refused(Fault.MEDIA_TYPE, () -> pull("team/app:2"));
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.docker.distribution.manifest.v1+json, schema 1",
        "application/vnd.docker.distribution.manifest.v1+prettyjws, schema 1",
        "application/json, 'media type ''application/json'''",
        "text/html, 'media type ''text/html'''",
    })
    void c14_other_kinds_of_manifests_are_refused(String mediaType, String said) {
        registry.on(manifest("1"), body(mediaType, image.manifest()));
        assertThat(pullRefused(Fault.MEDIA_TYPE, "team/app:1")).hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.layer.v1.tar+xz, MEDIA_TYPE",
        "application/octet-stream, MEDIA_TYPE",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip, FOREIGN_LAYER",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, FOREIGN_LAYER",
    })
    void c14_other_kinds_of_layers_are_refused_before_they_come(String mediaType, Fault fault) {
        registry.serve("1", image.withManifest(image.manifestText().replace(TestImage.LAYER, mediaType)));
        pullRefused(fault, "team/app:1");
        assertThat(registry.count("GET", blob(layer))).isZero();
    }

    @Test
    void c14_layers_to_be_fetched_from_elsewhere_are_refused() {
        String elsewhere = image.manifestText().replace("\"size\":200000", "\"size\":200000,\"urls\":[\"http://a/b\"]");
        registry.serve("1", image.withManifest(elsewhere));
        pullRefused(Fault.FOREIGN_LAYER, "team/app:1");
        assertThat(registry.count("GET", blob(layer))).isZero();
    }

    @Test
    void c14_what_is_no_image_and_what_is_too_large_is_refused_before_it_comes() {
        String chart = image.manifestText().replace(TestImage.CONFIG, "application/vnd.cncf.helm.config.v1+json");
        registry.serve("chart", image.withManifest(chart));
        assertThat(pullRefused(Fault.MEDIA_TYPE, "team/app:chart")).hasMessageContaining("this is no image");
        String huge = image.manifestText().replace("\"size\":200000", "\"size\":10737418240");
        registry.serve("huge", image.withManifest(huge));
        pullRefused(Fault.TOO_MANY_BYTES, "team/app:huge");
    }

    @Test
    void c17_a_server_that_never_answers_ends_in_an_error() {
        impatient();
        registry.on(manifest("1"), _ -> registry.untilClosed());
        assertThat(pullRefused(Fault.REGISTRY_TOO_SLOW, "team/app:1"))
                .hasMessageContaining("sent next to nothing for 400 ms");
    }

    @Test
    void c17_a_server_that_stops_in_the_middle_ends_in_an_error() {
        impatient();
        registry.serve("1", image).on(blob(layer), exchange -> {
            exchange.sendResponseHeaders(200, layer.length);
            exchange.getResponseBody().write(layer, 0, 100_000);
            exchange.getResponseBody().flush();
            registry.untilClosed();
        });
        pullRefused(Fault.REGISTRY_TOO_SLOW, "team/app:1");
        nothingKeptOf(layer);
    }

    @Test
    void c17_a_server_that_drips_ends_in_an_error() {
        impatient();
        registry.serve("1", image).on(blob(layer), exchange -> {
            exchange.sendResponseHeaders(200, layer.length);
            for (byte b : layer) {
                exchange.getResponseBody().write(b);
                exchange.getResponseBody().flush();
                registry.pause(20);
            }
        });
        pullRefused(Fault.REGISTRY_TOO_SLOW, "team/app:1");
        nothingKeptOf(layer);
    }

    @Test
    void c17_the_whole_has_a_deadline_too() {
        use(CONFIG.withTimes(new RegistryTimes(
                TIMES.connect(), Duration.ofSeconds(20), Duration.ofMillis(700), TIMES.pause(), TIMES.longestPause())));
        registry.serve("1", image).on(blob(layer), exchange -> {
            exchange.sendResponseHeaders(200, layer.length);
            for (int at = 0; at < layer.length; at += 2000) {
                exchange.getResponseBody().write(layer, at, 2000);
                exchange.getResponseBody().flush();
                registry.pause(20);
            }
        });
        long start = System.nanoTime();
        assertThat(refused(Fault.REGISTRY_TOO_SLOW, () -> pull("team/app:1")))
                .hasMessageContaining("pull of " + registry.host() + "/team/app:1 took longer than 700 ms");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(3));
        nothingKeptOf(layer);
    }

    @ParameterizedTest
    @CsvSource({
        "https://169.254.169.254/latest/meta-data, LINK_LOCAL",
        "http://169.254.169.254/latest/meta-data, plain HTTP",
        "https://[::ffff:169.254.169.254]/x, LINK_LOCAL",
        "https://[fe80::1]/x, LINK_LOCAL",
        "https://10.1.2.3/x, PRIVATE",
        "https://192.168.0.1/x, PRIVATE",
        "https://[fd00::1]/x, PRIVATE",
        "https://100.100.100.200/x, LINK_LOCAL",
        "https://[64:ff9b::a9fe:a9fe]/x, RESERVED",
        "https://2852039166/x, LINK_LOCAL",
        "http://example.com/x, plain HTTP",
        "file:///etc/passwd, no address of a web server",
        "https://user:secret@127.0.0.1/x, no address of a web server",
    })
    void c17_redirects_to_where_a_registry_has_no_business_are_refused(String target, String reason) {
        registry.serve("1", image).on(blob(layer), status(307, "Location", target));
        assertThat(pullRefused(Fault.REGISTRY_REDIRECT, "team/app:1")).hasMessageContaining(reason);
        registry.on(manifest("2"), status(302, "Location", target));
        pullRefused(Fault.REGISTRY_REDIRECT, "team/app:2");
    }

    @Test
    void c17_a_registry_at_a_metadata_address_is_not_asked() {
        use(CONFIG.withPlainHttp(java.util.Set.of("169.254.169.254")));
        refused(Fault.REGISTRY_REDIRECT, () -> pull(ImageName.parse("169.254.169.254/latest/meta-data")));
    }

    @Test
    void c17_redirect_loops_and_long_chains_end() {
        registry.on(manifest("1"), status(307, "Location", manifest("2")));
        registry.on(manifest("2"), status(307, "Location", registry.url(manifest("1"))));
        assertThat(pullRefused(Fault.REGISTRY_REDIRECT, "team/app:1")).hasMessageContaining("in a loop");
        for (int i = 10; i < 30; i++) {
            registry.on(manifest("" + i), status(307, "Location", manifest("" + (i + 1))));
        }
        assertThat(pullRefused(Fault.REGISTRY_REDIRECT, "team/app:10")).hasMessageContaining("more than 5 times");
        registry.on(manifest("3"), status(307));
        pullRefused(Fault.REGISTRY_REDIRECT, "team/app:3");
    }

    private void impatient() {
        use(CONFIG.withTimes(new RegistryTimes(
                TIMES.connect(), Duration.ofMillis(400), TIMES.whole(), TIMES.pause(), TIMES.longestPause())));
    }

    @Test
    void a_layer_may_lie_with_a_neighbour_of_the_registry() throws IOException {
        try (var storage = new ScriptedRegistry()) {
            registry.serve("1", image).on(blob(layer), status(307, "Location", storage.url("/signed?x=%2F")));
            storage.on("/signed?x=%2F", body("application/octet-stream", layer));
            assertThat(pull("team/app:1")).isEqualTo(image.digest());
        }
    }
}
