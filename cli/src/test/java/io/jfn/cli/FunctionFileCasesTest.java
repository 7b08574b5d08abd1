// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Case C19: function.yaml as somebody writes it who means harm; every answer is a sentence, within 100 ms. */
class FunctionFileCasesTest {
    private static final long MOST_NANOS = 100_000_000L;
    private static final String HEAD = "name: x\nruntime: python3\n";

    @TempDir
    Path folder;

    @BeforeEach
    void warmUp() {
        for (int i = 0; i < 50; i++) {
            read(HEAD + "env: &e {A: b}\nlabels: *e\n");
        }
    }

    private void read(String text) {
        FunctionSettings.read(
                FunctionFile.parse("f", text.getBytes(StandardCharsets.UTF_8)).getFirst(),
                folder,
                _ -> null,
                new FunctionDefinition.Folder(folder, Set.of()));
    }

    /** Refused with its place and reason, in little of this thread's own time: others may be busy on this machine. */
    private void refused(String text, String reason) {
        var clock = ManagementFactory.getThreadMXBean();
        long began = clock.getCurrentThreadCpuTime();
        Throwable refusal = catchThrowable(() -> read(text));
        long took = clock.getCurrentThreadCpuTime() - began;
        assertThat(refusal)
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.INVALID_INPUT))
                .hasMessageStartingWith("f")
                .hasMessageContaining(reason)
                .message()
                .hasSizeLessThan(500);
        assertThat(took).as("nanoseconds to say: " + refusal.getMessage()).isLessThan(MOST_NANOS);
    }

    @Test
    @DisplayName("C19 aliases that multiply, refer to themselves or nest without end are refused")
    void c19_bombs() {
        var laughs = new StringBuilder(HEAD + "a0: &a0 [x, x]\n");
        for (int i = 1; i < 25; i++) {
            laughs.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        refused(laughs.toString(), "more than 5000 values");
        refused(HEAD + "labels: &l {a: *l}\n", "alias 'l' names no finished anchor");
        refused("[".repeat(99_000), "deep");
        refused("x".repeat(FunctionFile.LARGEST + 1), "is larger than 1 MiB");
    }

    @Test
    @DisplayName("C19 settings of another type, of no known name, or given twice are refused with their place")
    void c19_confusion() {
        refused(HEAD + "memory: [1, 2]\n", "f:3:9: memory must be one value and is a list");
        refused(HEAD + "env: [A]\n", "f:3:6: env must be a map");
        refused(HEAD + "command: {a: b}\n", "f:3:10: command must be a list");
        refused(HEAD + "memory: 0x40000000\n", "is not bytes");
        refused(HEAD + "timeout: 1e3s\n", "is not a time");
        refused(HEAD + "memroy: 64Mi\n", "there is no setting 'memroy' in a function; did you mean 'memory'?");
        refused(HEAD + "name: again\n", "'name' is given twice");
        refused(HEAD + "env: !!javax.script.ScriptEngineManager []\n", "tags are not supported");
        refused(HEAD + "<<: {name: y}\n", "there is no setting '<<'");
    }

    @Test
    @DisplayName("C19 names in other scripts, look-alikes and control characters are refused")
    void c19_names() {
        for (String name : new String[] {"héllo", "hеllo", "hel\u200blo", "hello\u202egnp", "../x", "a/b", "-x", "X"}) {
            refused("name: \"" + name + "\"\nruntime: node\n", "function name");
        }
        refused("name: x\u0007\n", "contains a character that YAML does not allow");
        refused("name: " + "x".repeat(5000) + "\nruntime: node\n", "function name");
    }

    @Test
    @DisplayName("C19 files outside of the function's folder are not read, whether by path or by link")
    void c19_paths() throws IOException {
        Path secret = Files.writeString(folder.resolveSibling("outside-" + folder.getFileName()), "secret");
        try {
            Files.createSymbolicLink(folder.resolve("link"), secret);
            for (String path : new String[] {"../" + secret.getFileName(), "a/../../k", "/etc/passwd", "link"}) {
                refused(HEAD + "secrets: {s: {file: \"" + path + "\"}}\n", "is outside of the function's folder");
            }
            refused("name: x\nimage: ../image.tar\n", "is outside of the function's folder");
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    @DisplayName("C19 a thousand damaged files are refused with a sentence, or are still what they say")
    void c19_fuzz() {
        var random = new Random(19);
        String whole = HEAD + "env: {A: 'b', C: \"d\"}\nscale: {min: 1}\ncommand:\n  - a\n  - b\n";
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.getBytes(StandardCharsets.UTF_8);
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                FunctionSettings.read(
                        FunctionFile.parse("f", damaged).getFirst(),
                        folder,
                        _ -> null,
                        new FunctionDefinition.Folder(folder, Set.of()));
            } catch (CliException e) {
                assertThat(e.code()).isEqualTo(ExitCode.INVALID_INPUT);
                assertThat(e.getMessage()).startsWith("f:");
            }
        }
    }
}
