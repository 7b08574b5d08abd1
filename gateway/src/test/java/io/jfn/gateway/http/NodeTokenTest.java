// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTokenTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("token");
    }

    @Test
    void a_new_token_is_long_and_readable_by_its_owner_alone() throws IOException {
        NodeToken token = NodeToken.in(file());
        String text = Files.readString(file()).strip();
        assertThat(text).matches("jfn_[A-Za-z0-9_-]{43}");
        assertThat(token.matches(text)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var all = Files.list(folder)) {
            assertThat(all).containsExactly(file());
        }
    }

    @Test
    void a_token_stays_the_same_over_restarts_and_differs_between_nodes() throws IOException {
        NodeToken.in(file());
        String text = Files.readString(file()).strip();
        assertThat(NodeToken.in(file()).matches(text)).isTrue();
        assertThat(NodeToken.in(folder.resolve("other")).matches(text)).isFalse();
    }

    @Test
    void others_do_not_match() throws IOException {
        NodeToken token = NodeToken.in(file());
        String text = Files.readString(file()).strip();
        assertThat(token.matches("")).isFalse();
        assertThat(token.matches(text + "x")).isFalse();
        assertThat(token.matches(text.substring(1))).isFalse();
    }

    @Test
    void a_file_that_was_left_open_to_others_is_closed() throws IOException {
        NodeToken.in(file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        NodeToken.in(file());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_file_without_a_token_is_refused() throws IOException {
        Files.writeString(file(), "secret\n");
        assertThatThrownBy(() -> NodeToken.in(file()))
                .hasMessageContaining(file().toString())
                .hasMessageContaining("remove the file");
    }
}
