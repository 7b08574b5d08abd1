// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    Path root;

    @Test
    void belongs_to_one_worker_at_a_time() {
        try (var _ = StateFolder.lock(root)) {
            assertThatThrownBy(() -> StateFolder.lock(root)).hasMessageContaining("another worker serves");
        }
        StateFolder.lock(root).close();
    }

    @Test
    void a_node_keeps_its_id() {
        String first;
        try (var folder = StateFolder.lock(root)) {
            first = folder.node();
        }
        try (var folder = StateFolder.lock(root)) {
            assertThat(folder.node()).isEqualTo(first).matches("n[0-9a-f]{8}");
        }
    }
}
