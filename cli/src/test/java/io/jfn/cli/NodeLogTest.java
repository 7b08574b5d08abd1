// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTest {
    @TempDir
    Path folder;

    private NodeLog log;

    @BeforeEach
    void a_log() {
        log = new NodeLog(folder.resolve("worker.log"));
    }

    @Test
    void keeps_three_earlier_runs() throws IOException {
        for (int run = 1; run <= 5; run++) {
            log.rotate();
            Files.writeString(log.file(), "run " + run);
        }
        log.rotate();

        assertThat(log.file()).doesNotExist();
        assertThat(folder.resolve("worker.log.1")).hasContent("run 5");
        assertThat(folder.resolve("worker.log.3")).hasContent("run 3");
        assertThat(folder.resolve("worker.log.4")).doesNotExist();
    }

    @Test
    void trims_one_that_is_written_to() throws IOException {
        try (var writer = Files.newOutputStream(log.file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("long ago".getBytes(StandardCharsets.UTF_8));
            log.trim(4);
            writer.write("new".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(log.file()).hasContent("new");
        assertThat(folder.resolve("worker.log.1")).hasContent("long ago");
    }

    @Test
    void shows_its_end_without_what_a_terminal_would_obey() throws IOException {
        Files.writeString(log.file(), "one\ntwo\nthr\033[2Jee\n");

        assertThat(log.tail(2)).isEqualTo("  two\n  thr [2Jee");
        assertThat(new NodeLog(folder.resolve("none")).tail(3)).isEmpty();
    }
}
