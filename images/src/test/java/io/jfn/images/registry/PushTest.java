// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static io.jfn.images.registry.ScriptedRegistry.blob;
import static io.jfn.images.registry.ScriptedRegistry.body;
import static io.jfn.images.registry.ScriptedRegistry.manifest;
import static io.jfn.images.registry.ScriptedRegistry.status;
import static io.jfn.images.registry.TestImage.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.Progress;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.Referrer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Push, and what belongs to an image, against a registry that answers as told. */
class PushTest extends RegistryTest {
    private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

    private final TestImage image = TestImage.of(150_000, 50_000);
    private final Map<String, byte[]> taken = new ConcurrentHashMap<>();

    @BeforeEach
    void fill() {
        add(image, "stored");
    }

    private void add(TestImage some, String repository) {
        List<byte[]> blobs = new ArrayList<>(some.layers());
        blobs.add(some.config());
        blobs.forEach(blob -> content.add(TestImage.digest(blob), blob.length, new ByteArrayInputStream(blob)));
        content.addManifest(repository, "1", ManifestDocument.OCI_MANIFEST, some.manifest());
    }

    @Test
    void sends_what_is_missing_then_the_manifest() {
        takeUploads();
        registry.on(blob(image.layers().get(1)), status(200));
        List<Long> heard = new ArrayList<>();
        Digest pushed = client.push(
                TenantName.DEFAULT, image.digest(), registry.name("team/app:2"), (_, done, _) -> heard.add(done));
        assertThat(pushed).isEqualTo(image.digest());
        assertThat(taken)
                .containsOnlyKeys(
                        image.layer(0).digest().value(),
                        TestImage.digest(image.config()).value(),
                        manifest("2"));
        assertThat(taken.get(image.layer(0).digest().value()))
                .isEqualTo(image.layers().getFirst());
        assertThat(taken.get(manifest("2"))).isEqualTo(image.manifest());
        assertThat(registry.asked().getLast().path()).isEqualTo(manifest("2"));
        assertThat(heard).isSorted().endsWith(200_000L + image.config().length);
    }

    @Test
    void an_upload_that_breaks_is_begun_again_and_counted_once() {
        takeUploads();
        var tries = new AtomicInteger();
        byte[] layer = image.layers().getFirst();
        String path = "/upload?digest=" + image.layer(0).digest();
        registry.on(path, exchange -> {
            switch (tries.incrementAndGet()) {
                case 1 -> exchange.getRequestBody().readNBytes(1000);
                case 2 -> status(503).to(exchange);
                default -> take(image.layer(0).digest().value(), exchange, 201);
            }
        });
        List<Long> heard = new ArrayList<>();
        client.push(TenantName.DEFAULT, image.digest(), registry.name("team/app:2"), (_, done, _) -> heard.add(done));
        assertThat(taken.get(image.layer(0).digest().value())).isEqualTo(layer);
        assertThat(heard).isSorted().endsWith(200_000L + image.config().length);
    }

    @Test
    void blobs_are_taken_over_from_a_repository_they_were_pulled_from() {
        add(image, registry.host() + "/base/python");
        takeUploads();
        for (Digest digest : List.of(image.layer(0).digest(), image.layer(1).digest())) {
            registry.on(UPLOADS + "?mount=" + digest + "&from=base/python", status(201));
        }
        // The third is refused and has to be sent.
        Digest config = TestImage.digest(image.config());
        registry.on(UPLOADS + "?mount=" + config + "&from=base/python", status(403));
        push("team/app:2");
        assertThat(taken).containsOnlyKeys(config.value(), manifest("2"));
    }

    @Test
    void an_index_goes_with_all_its_images() {
        TestImage other = TestImage.of("linux", "s390x", 70);
        add(other, "stored");
        byte[] index = utf8(TestImage.index(image.entry(TestImage.platform("linux", "amd64")), other.entry("")));
        content.addManifest("stored", "all", ManifestDocument.OCI_INDEX, index);
        takeUploads();
        registry.on(
                manifest(image.digest().value()),
                exchange -> take(image.digest().value(), exchange, 201));
        registry.on(
                manifest(other.digest().value()),
                exchange -> take(other.digest().value(), exchange, 201));
        client.push(TenantName.DEFAULT, TestImage.digest(index), registry.name("team/app:2"), Progress.NONE);
        assertThat(taken).containsKeys(image.digest().value(), other.digest().value());
        assertThat(taken.get(manifest("2"))).isEqualTo(index);
    }

    @Test
    void an_upload_is_not_sent_elsewhere_by_a_redirect() throws IOException {
        takeUploads();
        try (var thief = new ScriptedRegistry()) {
            registry.on("/upload?digest=" + image.layer(0).digest(), status(307, "Location", thief.url("/upload")));
            assertThat(refused(Fault.REGISTRY_REDIRECT, () -> push("team/app:2")))
                    .hasMessageContaining("sends an upload elsewhere");
            assertThat(thief.asked()).isEmpty();
        }
    }

    @Test
    void an_upload_session_at_a_forbidden_address_is_refused() {
        takeUploads();
        registry.on(UPLOADS, status(202, "Location", "https://169.254.169.254/up"));
        refused(Fault.REGISTRY_REDIRECT, () -> push("team/app:2"));
    }

    @Test
    void a_registry_that_takes_something_else_is_told() {
        takeUploads();
        registry.on(manifest("2"), exchange -> {
            exchange.getRequestBody().readAllBytes();
            status(201, "Docker-Content-Digest", "sha256:" + "0".repeat(64)).to(exchange);
        });
        refused(Fault.DIGEST_MISMATCH, () -> push("team/app:2"));
        registry.on(UPLOADS, status(404));
        assertThat(refused(Fault.IMAGE_NOT_FOUND, () -> push("team/app:2"))).hasMessageContaining("takes nothing");
    }

    @Test
    void what_is_not_here_cannot_be_pushed() {
        Digest nothing = TestImage.digest(utf8("nothing"));
        assertThat(refused(
                        Fault.BLOB_MISSING,
                        () -> client.push(TenantName.DEFAULT, nothing, registry.name("team/app:2"), Progress.NONE)))
                .hasMessageContaining("pull or build it before");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void what_belongs_to_an_image_is_found_by_the_api_and_by_the_tag() {
        String entry = "{\"mediaType\":\"" + ManifestDocument.OCI_MANIFEST + "\",\"digest\":\"" + image.digest()
                + "\",\"size\":7,\"artifactType\":\"application/x-sig\",\"annotations\":{\"a\":\"b\"}}";
        byte[] page = utf8(TestImage.index(entry));
        var wanted =
                new Referrer(ManifestDocument.OCI_MANIFEST, image.digest(), 7, "application/x-sig", Map.of("a", "b"));
        String api = "/v2/team/app/referrers/" + image.digest();
        ImageName name = registry.name("team/app@" + image.digest());
        assertThat(client.referrers(name)).isEmpty();
        registry.on(manifest("sha256-" + image.digest().hex()), body(ManifestDocument.OCI_INDEX, page));
        assertThat(client.referrers(name)).containsExactly(wanted);
        registry.on(api, exchange -> {
            ScriptedRegistry.headers(exchange, "Link", "<" + api + "?next=2>; rel=\"next\"");
            body(ManifestDocument.OCI_INDEX, page).to(exchange);
        });
        registry.on(api + "?next=2", body(ManifestDocument.OCI_INDEX, page));
        assertThat(client.referrers(name)).containsExactly(wanted, wanted);
    }

    private void push(String rest) {
        client.push(TenantName.DEFAULT, image.digest(), registry.name(rest), Progress.NONE);
    }

    private void takeUploads() {
        registry.on(UPLOADS, status(202, "Location", "/upload"));
        List<byte[]> blobs = new ArrayList<>(image.layers());
        blobs.add(image.config());
        blobs.add(TestImage.of("linux", "s390x", 70).config());
        blobs.add(TestImage.noise(1, 70));
        for (byte[] blob : blobs) {
            String digest = TestImage.digest(blob).value();
            registry.on("/upload?digest=" + digest, exchange -> take(digest, exchange, 201));
        }
        registry.on(manifest("2"), exchange -> take(manifest("2"), exchange, 201));
    }

    private void take(String key, HttpExchange exchange, int status) throws IOException {
        taken.put(key, exchange.getRequestBody().readAllBytes());
        status(status).to(exchange);
    }
}
