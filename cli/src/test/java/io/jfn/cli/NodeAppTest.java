// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAppTest {
    @TempDir
    Path folder;

    private Path root;
    private Path copies;

    @BeforeEach
    void a_checkout() throws IOException {
        root = folder.resolve("root");
        copies = Files.createDirectory(folder.resolve("app"));
        write("warm-pool/target/jfn-warm-pool-0.1.0.jar", "worker");
        write("warm-pool/target/lib/dependency.jar", "dependency");
        write("gateway/target/quarkus-app/quarkus-run.jar", "gateway");
        write("gateway/target/quarkus-app/lib/main/quarkus.jar", "quarkus");
    }

    @Test
    void the_copy_is_whole_and_stays_when_the_checkout_changes() throws IOException {
        var copy = NodeApp.built(root).installed(copies);
        write("warm-pool/target/jfn-warm-pool-0.1.0.jar", "a newer worker");
        var newer = NodeApp.built(root).installed(copies);

        assertThat(copy.workerJar()).hasContent("worker");
        assertThat(copy.workerLib().resolve("dependency.jar")).hasContent("dependency");
        assertThat(copy.gatewayJar().resolveSibling("lib/main/quarkus.jar")).hasContent("quarkus");
        assertThat(newer.workerJar()).hasContent("a newer worker");
    }

    @Test
    void the_copy_keeps_what_a_cache_is_bound_to() throws IOException {
        write("target/jfn/worker.aot", "profiles");
        Path jar = root.resolve("warm-pool/target/jfn-warm-pool-0.1.0.jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        var copy = NodeApp.built(root).installed(copies);

        assertThat(copy.cache(NodeRole.WORKER)).hasContent("profiles");
        assertThat(copy.cache(NodeRole.GATEWAY)).doesNotExist();
        assertThat(copy.workerJar().getFileName()).isEqualTo(jar.getFileName());
        assertThat(Files.getLastModifiedTime(copy.workerJar())).isEqualTo(Files.getLastModifiedTime(jar));
    }

    @Test
    void an_unchanged_checkout_is_not_copied_again() throws IOException {
        var copy = NodeApp.built(root).installed(copies);

        assertThat(NodeApp.built(root).installed(copies)).isEqualTo(copy);
    }

    @Test
    void what_a_crash_left_half_copied_is_made_anew() throws IOException {
        Files.writeString(Files.createDirectory(copies.resolve("new")).resolve("worker.jar"), "half");

        assertThat(NodeApp.built(root).installed(copies).workerJar()).hasContent("worker");
        assertThat(copies.resolve("new")).doesNotExist();
    }

    @Test
    void copies_of_other_builds_are_removed() throws IOException {
        var old = NodeApp.built(root).installed(copies);
        write("warm-pool/target/lib/another.jar", "another");
        var current = NodeApp.built(root).installed(copies);
        current.removeOthers(copies);

        assertThat(old.workerJar()).doesNotExist();
        assertThat(current.workerJar()).exists();
    }

    @Test
    void says_what_is_not_built() throws IOException {
        Files.delete(root.resolve("gateway/target/quarkus-app/quarkus-run.jar"));

        assertThatThrownBy(() -> NodeApp.built(root)).hasMessageContaining("quarkus-run.jar is missing");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }
}
