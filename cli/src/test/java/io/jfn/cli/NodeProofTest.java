// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProofTest {
    private static final String REST = " 1 77 77 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 30 0 ";

    @TempDir
    Path proc;

    private FakeHost files;
    private NodeProof proof;

    @BeforeEach
    void a_process() {
        files = new FakeHost(proc);
        files.file("/sys/kernel/random/boot_id", "boot-1\n");
        files.file("/77/stat", "77 (a) b (java) S" + REST + "123456 0 0 0\n");
        files.file("/77/status", "Name:\tjava\nVmRSS:\t  2048 kB\n");
        proof = new NodeProof(proc);
    }

    @Test
    void knows_a_process_again_by_its_start_whatever_its_name() {
        var record = proof.record(77, "127.0.0.1:8080").orElseThrow();

        assertThat(record.start()).isEqualTo(123456);
        assertThat(proof.runs(record)).isTrue();
        assertThat(proof.residentBytes(77)).hasValue(2048 << 10);
    }

    @Test
    void does_not_take_another_process_with_the_same_number_for_it() {
        var record = proof.record(77, "").orElseThrow();
        files.file("/77/stat", "77 (java) S" + REST + "123457 0 0 0\n");

        assertThat(proof.runs(record)).isFalse();
    }

    @Test
    void does_not_take_a_process_of_another_boot_for_it() {
        var record = proof.record(77, "").orElseThrow();
        files.file("/sys/kernel/random/boot_id", "boot-2\n");

        assertThat(proof.runs(record)).isFalse();
    }

    @Test
    void counts_one_that_ended_and_waits_to_be_collected_as_gone() {
        var record = proof.record(77, "").orElseThrow();
        files.file("/77/stat", "77 (java) Z" + REST + "123456 0 0 0\n");

        assertThat(proof.runs(record)).isFalse();
        assertThat(proof.runs(new NodeRecord(78, 1, "boot-1", "", true))).isFalse();
    }

    @Test
    void signals_the_very_process_and_no_other() throws IOException, InterruptedException {
        Process cat = new ProcessBuilder("cat").start();
        try {
            var real = NodeProof.ofThisMachine();
            var record = real.record(cat.pid(), "").orElseThrow();
            var earlier = new NodeRecord(record.pid(), record.start() - 1, record.boot(), "", true);

            assertThat(real.signal(earlier, true)).isFalse();
            assertThat(real.runs(record)).isTrue();
            assertThat(real.signal(record, false)).isTrue();
            cat.waitFor();
            assertThat(real.runs(record)).isFalse();
        } finally {
            cat.destroyForcibly();
        }
    }
}
