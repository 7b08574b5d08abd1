// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.FunctionRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPackTest {
    @TempDir
    Path folder;

    @Test
    void the_same_content_makes_the_same_archive() throws IOException {
        write("b.txt", "two");
        write("a/deep.txt", "one");
        byte[] first = pack();

        Files.setLastModifiedTime(folder.resolve("b.txt"), FileTime.fromMillis(1));
        Files.delete(folder.resolve("a/deep.txt"));
        write("a/deep.txt", "one");

        assertThat(pack()).isEqualTo(first);
    }

    @Test
    void modes_links_and_folders_are_kept_and_no_link_is_followed() throws IOException {
        write("run.sh", "#!/bin/sh");
        assertThat(folder.resolve("run.sh").toFile().setExecutable(true)).isTrue();
        write("plain", "x");
        Files.createDirectory(folder.resolve("empty"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("."));
        Files.createSymbolicLink(folder.resolve("gone"), Path.of("nowhere"));

        assertThat(entries(pack()))
                .containsOnly(
                        Map.entry("run.sh", "0 755 #!/bin/sh"),
                        Map.entry("plain", "0 644 x"),
                        Map.entry("empty/", "5 755 "),
                        Map.entry("loop", "2 777 ."),
                        Map.entry("gone", "2 777 nowhere"));
    }

    @Test
    void what_is_ignored_or_kept_out_is_not_sent() throws IOException {
        write(".jfnignore", "*.log\n/secret/\n");
        write(".git/config", "x");
        write("target/classes", "x");
        write("node_modules/target/index.js", "kept");
        write("a.log", "x");
        write("secret/key", "x");
        write("function.yaml", "x");
        write("app.py", "x");

        assertThat(entries(pack(folder.resolve("function.yaml"))).keySet())
                .containsExactly("app.py", "node_modules/", "node_modules/target/", "node_modules/target/index.js");
    }

    @Test
    void long_and_foreign_names_survive() throws IOException {
        String name = "d".repeat(90) + "/" + "ü".repeat(60) + ".txt";
        write(name, "found");

        assertThat(entries(pack())).containsEntry(name, "0 644 found");
    }

    @Test
    void the_system_s_own_tar_reads_it() throws Exception {
        write("d".repeat(120) + "/" + "ü".repeat(60), "x");
        write("b", "y");
        Path archive = Files.write(folder.resolveSibling("by-tar.tgz"), pack());

        Process tar = new ProcessBuilder("tar", "tzf", archive.toString())
                .redirectErrorStream(true)
                .start();
        String listed = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tar.waitFor()).as(listed).isZero();
        assertThat(listed.lines()).hasSize(3);
        Files.delete(archive);
    }

    @Test
    void a_folder_that_is_too_large_or_empty_is_refused_and_leaves_nothing() throws IOException {
        assertThatThrownBy(this::pack).hasMessageContaining("there is nothing in it to deploy");
        write("big", "x".repeat(2000));

        assertThatThrownBy(
                        () -> FolderPack.of(content(), null, InstalledDependencies.NONE, DeployProgress.SILENT, 1024))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is larger than 1 KiB: name what the function does not need in .jfnignore");
    }

    @Test
    void java_sources_are_compiled_and_their_classes_sent_instead() throws IOException {
        write("p/Fn.java", "package p; public class Fn { static class Inner {} }");
        write("data.txt", "x");

        assertThat(entries(pack(FunctionRuntime.JAVA)).keySet())
                .containsExactlyInAnyOrder("data.txt", "p/", "p/Fn.class", "p/Fn$Inner.class");
    }

    @Test
    void java_sources_beside_classes_are_left_as_they_are() throws IOException {
        write("Fn.java", "not Java at all");
        write("Fn.class", "x");

        assertThat(entries(pack(FunctionRuntime.JAVA)).keySet()).containsExactly("Fn.class", "Fn.java");
    }

    @Test
    void an_error_in_java_sources_is_told_with_its_place() throws IOException {
        write("Fn.java", "class Fn {\n  int x = missing;\n}\n");

        assertThatThrownBy(() -> pack(FunctionRuntime.JAVA))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.INVALID_INPUT))
                .hasMessageContaining("Fn.java:2: cannot find symbol");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private FunctionDefinition.Folder content(Path... keepOut) {
        return new FunctionDefinition.Folder(folder, Set.of(keepOut));
    }

    private byte[] pack(Path... keepOut) throws IOException {
        try (FolderPack pack = FolderPack.of(content(keepOut), null, DeployProgress.SILENT)) {
            return Files.readAllBytes(pack.file());
        }
    }

    private byte[] pack(FunctionRuntime runtime) throws IOException {
        try (FolderPack pack = FolderPack.of(content(), runtime, DeployProgress.SILENT)) {
            return Files.readAllBytes(pack.file());
        }
    }

    /** Name to type, mode and content or link target: a reader of what the writer writes, pax records included. */
    static Map<String, String> entries(byte[] archive) throws IOException {
        byte[] tar = new GZIPInputStream(new java.io.ByteArrayInputStream(archive)).readAllBytes();
        Map<String, String> entries = new LinkedHashMap<>();
        String longName = null;
        int at = 0;
        while (tar[at] != 0) {
            String name = text(tar, at, 100);
            int mode = Integer.parseInt(text(tar, at + 100, 7), 8);
            int size = Integer.parseInt(text(tar, at + 124, 11), 8);
            char type = (char) tar[at + 156];
            var content = new ByteArrayOutputStream();
            content.write(tar, at + 512, size);
            String body = content.toString(StandardCharsets.UTF_8);
            if (type == 'x') {
                longName = body.lines()
                        .filter(line -> line.contains(" path="))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf('=') + 1))
                        .orElse(null);
            } else {
                entries.put(
                        longName != null ? longName : name,
                        type + " " + Integer.toOctalString(mode) + " "
                                + (type == '2' ? text(tar, at + 157, 100) : body));
                longName = null;
            }
            at += 512 + (size + 511) / 512 * 512;
        }
        return entries;
    }

    private static String text(byte[] tar, int at, int width) {
        String text = new String(tar, at, width, StandardCharsets.UTF_8);
        return text.indexOf('\0') < 0 ? text : text.substring(0, text.indexOf('\0'));
    }
}
