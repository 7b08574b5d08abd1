// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.ImageOrigin;
import io.jfn.api.ImageView;
import io.jfn.api.PulledImage;
import io.jfn.api.RuntimeView;
import io.jfn.api.TenantName;
import io.jfn.images.ImageException;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimesTest {
    private static final TenantName TENANT = TenantName.DEFAULT;

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private String content = "first";
    private ImageStore images;

    @BeforeEach
    void open() {
        images = new ImageStore(folder.resolve("store"), ImageStoreConfig.ofThisMachine());
    }

    @AfterEach
    void close() {
        images.close();
    }

    private Runtimes runtimes(String yaml) throws IOException {
        Files.writeString(folder.resolve("runtimes.yaml"), yaml);
        return new Runtimes(
                images, new RuntimesFile(folder), folder.resolve("runtimes"), (tenant, name, _, progress) -> {
                    asked.add(name);
                    progress.step("pull " + name, 1, 1);
                    byte[] archive = ImageArchive.withProgram("usr/local/bin/node", content);
                    ImageView view = images.importArchive(tenant, new ByteArrayInputStream(archive), progress);
                    return Optional.of(new PulledImage(view, new ImageOrigin(name, name, "", List.of(), List.of())));
                });
    }

    private static RuntimeView node(Runtimes runtimes) {
        return runtimes.list(TENANT).stream()
                .filter(view -> view.runtime() == FunctionRuntime.NODE)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_name_is_looked_up_once_and_anew_only_when_it_is_prepared() throws IOException {
        Runtimes runtimes = runtimes("node: registry.example/node:22\n");
        assertThat(node(runtimes))
                .isEqualTo(new RuntimeView(FunctionRuntime.NODE, "registry.example/node:22", false, null, 0, null));
        Digest first =
                runtimes.base(TENANT, FunctionRuntime.NODE, Progress.NONE).orElseThrow();
        content = "second";
        assertThat(runtimes.base(TENANT, FunctionRuntime.NODE, Progress.NONE)).contains(first);
        assertThat(runtimes("node: registry.example/node:22\n").base(TENANT, FunctionRuntime.NODE, Progress.NONE))
                .as("after a restart")
                .contains(first);
        assertThat(asked).hasSize(1);
        RuntimeView again = runtimes.prepare(TENANT, FunctionRuntime.NODE, Progress.NONE);
        assertThat(again.ready()).isTrue();
        assertThat(again.bytes()).isPositive();
        assertThat(again.image()).isNotEqualTo(first.value());
        assertThat(runtimes.base(TENANT, FunctionRuntime.NODE, Progress.NONE))
                .map(Digest::value)
                .contains(again.image());
        assertThat(asked).hasSize(2);
    }

    @Test
    void another_source_is_another_image() throws IOException {
        Digest first = runtimes("node: registry.example/node:22\n")
                .base(TENANT, FunctionRuntime.NODE, Progress.NONE)
                .orElseThrow();
        content = "second";
        Runtimes other = runtimes("node: registry.example/node:24\n");
        assertThat(node(other).ready()).isFalse();
        assertThat(other.base(TENANT, FunctionRuntime.NODE, Progress.NONE))
                .isPresent()
                .isNotEqualTo(Optional.of(first));
        assertThat(runtimes("# none\n").base(TENANT, FunctionRuntime.NODE, Progress.NONE))
                .isEmpty();
    }

    @Test
    void a_base_image_that_was_lost_is_brought_again() throws IOException {
        Runtimes runtimes = runtimes("node: registry.example/node:22\n");
        Digest first =
                runtimes.base(TENANT, FunctionRuntime.NODE, Progress.NONE).orElseThrow();
        images.collectGarbage(0);
        assertThat(runtimes.base(TENANT, FunctionRuntime.NODE, Progress.NONE)).contains(first);
        assertThat(asked).as("no collection takes what a runtime stands on").hasSize(1);
        images.release(TENANT, "runtime.node");
        images.collectGarbage(0);
        assertThat(node(runtimes).ready()).isFalse();
        assertThat(runtimes.base(TENANT, FunctionRuntime.NODE, Progress.NONE)).contains(first);
        assertThat(asked).hasSize(2);
    }

    @Test
    void an_archive_and_an_imported_image_need_no_registry() throws IOException {
        Files.write(folder.resolve("node.tar"), ImageArchive.withProgram("usr/local/bin/node", "x"));
        RuntimeView archive = runtimes("node: node.tar\n").prepare(TENANT, FunctionRuntime.NODE, Progress.NONE);
        assertThat(archive.ready()).isTrue();
        Runtimes imported = runtimes("node: " + archive.image() + "\n");
        assertThat(imported.base(TENANT, FunctionRuntime.NODE, Progress.NONE))
                .map(Digest::value)
                .contains(archive.image());
        assertThat(asked).isEmpty();
        assertThatThrownBy(() -> runtimes("node: none.tar\n").prepare(TENANT, FunctionRuntime.NODE, Progress.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("none.tar");
    }

    @Test
    void an_image_without_the_interpreter_is_refused_and_not_remembered() throws IOException {
        Runtimes runtimes = runtimes("python3: registry.example/node:22\n");
        assertThatThrownBy(() -> runtimes.prepare(TENANT, FunctionRuntime.PYTHON3, Progress.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("python3")
                .hasMessageContaining("runtimes.yaml");
        assertThat(runtimes.image(TENANT, FunctionRuntime.PYTHON3)).isEmpty();
    }

    @Test
    void the_machine_serves_runtimes_that_no_line_names() throws IOException {
        Runtimes runtimes = runtimes("");
        RuntimeView ready = runtimes.prepare(TENANT, FunctionRuntime.NATIVE, Progress.NONE);
        assertThat(ready.base()).isEqualTo("machine");
        assertThat(ready.ready()).isTrue();
        assertThat(runtimes.base(TENANT, FunctionRuntime.NATIVE, Progress.NONE)).isEmpty();
        assertThat(asked).isEmpty();
    }
}
