// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.gateway.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimesFileTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @TempDir
    Path folder;

    private RuntimesFile file(String text) throws IOException {
        Files.writeString(folder.resolve("runtimes.yaml"), text);
        return new RuntimesFile(folder);
    }

    @Test
    void without_a_file_everything_is_made_from_the_machine() {
        assertThat(new RuntimesFile(folder).read())
                .hasSize(FunctionRuntime.values().length)
                .allSatisfy((_, source) -> assertThat(source).isEqualTo(new RuntimeSource.Machine()));
    }

    @Test
    void a_runtime_stands_on_a_name_an_archive_a_digest_or_the_machine() throws IOException {
        var sources = file("python3: docker.io/library/python:3.14-slim\nnode: images/node.tar\njava: " + DIGEST
                        + "\nnative: machine\n")
                .read();
        assertThat(sources)
                .containsEntry(FunctionRuntime.PYTHON3, new RuntimeSource.Named("docker.io/library/python:3.14-slim"))
                .containsEntry(
                        FunctionRuntime.NODE,
                        new RuntimeSource.Archive("images/node.tar", folder.resolve("images/node.tar")))
                .containsEntry(FunctionRuntime.JAVA, new RuntimeSource.Imported(new Digest(DIGEST)))
                .containsEntry(FunctionRuntime.NATIVE, new RuntimeSource.Machine());
        assertThat(file("node: /srv/node.tgz\n").read().get(FunctionRuntime.NODE))
                .isEqualTo(new RuntimeSource.Archive("/srv/node.tgz", Path.of("/srv/node.tgz")));
    }

    @ParameterizedTest
    @CsvSource({
        "ruby: x, runtimes.yaml:1:1, there is no setting 'ruby'",
        "java: sha256:1, runtimes.yaml:1:7, java",
        "java: ' ', runtimes.yaml:1:7, machine",
        "java: [a], runtimes.yaml:1:7, one value",
    })
    void what_cannot_be_taken_is_told_with_its_place(String text, String place, String word) throws IOException {
        RuntimesFile file = file(text);
        assertThatThrownBy(file::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(place)
                .hasMessageContaining(word);
    }
}
