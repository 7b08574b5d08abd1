// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.Hashes;
import io.jfn.images.ImageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A content store in a folder of its own, with a clock that the test steps. */
abstract class ContentTest {
    static final TenantName TENANT = TenantName.DEFAULT;
    static final Duration GRACE = Duration.ofHours(1);

    @TempDir
    Path folder;

    Instant now = Instant.parse("2026-11-25T00:00:00Z");
    ContentStore store;
    TenantContent content;

    @BeforeEach
    void open() {
        open(1 << 20);
    }

    /** Opens the store anew, as after a restart. */
    void open(long quotaBytes) {
        store = new ContentStore(folder.resolve("store"), new ContentConfig(quotaBytes, 0, GRACE, () -> now));
        content = store.of(TENANT);
    }

    void later(Duration time) {
        now = now.plus(time);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(bytes(text));
    }

    static Digest digest(String text) {
        return Hashes.ofText(text);
    }

    Digest add(String text) {
        return content.add(digest(text), text.length(), stream(text)).digest();
    }

    static String descriptor(String mediaType, String text) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, digest(text), text.length());
    }

    /** A manifest whose configuration and layers are these texts; {@code more} are further members. */
    static String manifest(String config, List<String> layers, String more) {
        List<String> all = new ArrayList<>();
        for (String layer : layers) {
            all.add(descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer));
        }
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s}"
                .formatted(
                        ManifestDocument.OCI_MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config),
                        String.join(",", all),
                        more);
    }

    static String index(String manifest) {
        return "{\"schemaVersion\":2,\"manifests\":[%s]}"
                .formatted(descriptor(ManifestDocument.OCI_MANIFEST, manifest));
    }

    Digest put(String repository, String tag, String manifest) {
        return content.addManifest(repository, tag, ManifestDocument.OCI_MANIFEST, bytes(manifest))
                .digest();
    }

    /** Adds an image of one layer. */
    Digest image(String repository, String tag, String layer) {
        add("config of " + layer);
        add(layer);
        return put(repository, tag, manifest("config of " + layer, List.of(layer), ""));
    }

    static void refused(Fault fault, ThrowingCallable call) {
        assertThatExceptionOfType(ImageException.class)
                .isThrownBy(call)
                .satisfies(e -> org.assertj.core.api.Assertions.assertThat(e.code())
                        .as(e.getMessage())
                        .isEqualTo(fault.toString()));
    }

    Path content(String kind) {
        return folder.resolve("store/default/content").resolve(kind);
    }

    /** The names of all files of the store but those of its repositories. */
    List<String> blobFiles() throws IOException {
        try (Stream<Path> files = Files.walk(content(""))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(content("repositories")))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
