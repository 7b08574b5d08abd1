// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.TenantContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A content store, a scripted registry and a client that tries again at once. */
abstract class RegistryTest {
    static final RegistryTimes TIMES = new RegistryTimes(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(5),
            Duration.ofSeconds(2));
    static final RegistryConfig CONFIG = RegistryConfig.DEFAULT.withTimes(TIMES);

    @TempDir
    Path folder;

    ContentStore store;
    TenantContent content;
    ScriptedRegistry registry;
    RegistryClient client;

    @BeforeEach
    void open() throws IOException {
        store = new ContentStore(folder.resolve("store"), ContentConfig.DEFAULT);
        content = store.of(TenantName.DEFAULT);
        registry = new ScriptedRegistry();
        client = new RegistryClient(CONFIG, store);
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    void use(RegistryConfig config) {
        client.close();
        client = new RegistryClient(config, store);
    }

    Digest pull(ImageName name) {
        return client.pull(TenantName.DEFAULT, name, Progress.NONE);
    }

    Digest pull(String rest) {
        return pull(registry.name(rest));
    }

    ImageException refused(Fault fault, ThrowingCallable call) {
        ImageException e = catchThrowableOfType(ImageException.class, call);
        assertThat(e).as("refused").isNotNull();
        assertThat(e.code()).as(e.getMessage()).isEqualTo(fault.toString());
        return e;
    }

    ImageException pullRefused(Fault fault, String rest) {
        ImageException e = refused(fault, () -> pull(rest));
        assertThat(e).hasMessageContaining("registry " + registry.host() + ", repository team/app: ");
        return e;
    }

    /** No blob of these bytes, and nothing half written. */
    void nothingKeptOf(byte[] bytes) {
        assertThat(content.blob(TestImage.digest(bytes))).isEmpty();
        assertThat(content.repositories()).isEmpty();
        try (var files = Files.walk(folder.resolve("store"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> file.toString().contains("/content/"))
                            .filter(file -> !file.getParent().endsWith("blobs")))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
