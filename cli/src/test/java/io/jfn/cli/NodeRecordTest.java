// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRecordTest {
    private static final NodeRecord RECORD = new NodeRecord(4711, 99, "b", "[::1]:8080", true);

    @TempDir
    Path folder;

    @Test
    void is_read_as_it_was_written() throws IOException {
        RECORD.write(folder.resolve("gateway.pid"));

        assertThat(NodeRecord.read(folder.resolve("gateway.pid"))).contains(RECORD);
        assertThat(RECORD.host()).isEqualTo("[::1]");
        assertThat(RECORD.port()).isEqualTo(8080);
    }

    @Test
    void has_no_port_without_an_address() {
        assertThat(new NodeRecord(2, 1, "b", "", false).port()).isZero();
    }

    @Test
    void is_absent_without_a_file() throws IOException {
        Files.createDirectory(folder.resolve("folder"));

        assertThat(NodeRecord.read(folder.resolve("none"))).isEmpty();
        assertThat(NodeRecord.read(folder.resolve("folder"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4711",
                "pid=1\nstart=1\n",
                "pid=-5\nstart=1\n",
                "pid=9\n",
                "pid=9\nstart=x\n",
                "pid=9\nstart=1\naddress=x\n"
            })
    void half_a_file_is_as_good_as_none(String text) {
        assertThat(NodeRecord.parse(text)).isEmpty();
    }
}
