// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFoldersTest {
    @TempDir
    Path folder;

    private int user;
    private NodePaths paths;
    private NodeFolders folders;

    @BeforeEach
    void this_user_is_both() throws IOException {
        user = NodeMachine.user();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        paths = new NodePaths(folder.resolve("state"));
        folders = new NodeFolders(user, user);
    }

    @Test
    void makes_each_folder_with_its_mode() throws IOException {
        folders.prepare(paths);

        assertThat(mode(paths.state())).isEqualTo("rwxr-xr-x");
        assertThat(mode(paths.gateway())).isEqualTo("rwx------");
        assertThat(mode(paths.store())).isEqualTo("rwx------");
        assertThat(mode(paths.temporary())).isEqualTo("rwx------");
        assertThat(mode(paths.worker())).isEqualTo("rwx------");
        assertThat(mode(paths.log())).isEqualTo("rwx------");
        assertThat(mode(paths.run())).isEqualTo("rwxr-xr-x");
        assertThat(mode(paths.app())).isEqualTo("rwxr-xr-x");
    }

    @Test
    void takes_what_is_there_and_puts_its_mode_right() throws IOException {
        folders.prepare(paths);
        Files.writeString(paths.gateway().resolve("token"), "t");
        Files.setPosixFilePermissions(paths.gateway(), PosixFilePermissions.fromString("rwxrwxrwx"));

        folders.prepare(paths);

        assertThat(mode(paths.gateway())).isEqualTo("rwx------");
        assertThat(paths.token()).hasContent("t");
    }

    @Test
    void refuses_a_link_in_a_folders_place() throws IOException {
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectory(paths.state());
        Files.createSymbolicLink(paths.worker(), elsewhere);
        String before = mode(elsewhere);

        assertThatThrownBy(() -> folders.prepare(paths))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(paths.worker() + " is a link");
        assertThat(mode(elsewhere)).isEqualTo(before);
    }

    @Test
    void refuses_a_file_in_a_folders_place() throws IOException {
        Files.createDirectory(paths.state());
        Files.writeString(paths.log(), "");

        assertThatThrownBy(() -> folders.prepare(paths)).hasMessageContaining(paths.log() + " is no folder");
    }

    @Test
    void refuses_another_users_folder() throws IOException {
        Files.createDirectory(paths.state());

        assertThatThrownBy(() -> new NodeFolders(user + 1, user + 1).prepare(paths))
                .hasMessageContaining("belongs to user " + user + " and must belong to user " + (user + 1));
    }

    @Test
    void refuses_a_place_the_gateways_user_cannot_get_to() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

        assertThatThrownBy(() -> folders.prepare(paths)).hasMessageContaining(folder + " is closed to others");
        assertThat(paths.state()).doesNotExist();
    }

    private static String mode(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
