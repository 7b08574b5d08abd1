// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The machine's own programs, as tests of what others make of jfn's images run them. */
final class Tools {
    private Tools() {}

    /** Whether all of these programs are in PATH. */
    static boolean have(String... names) {
        List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator, -1));
        return Stream.of(names)
                .allMatch(name -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
    }

    /** Whether a program is here and ends well. */
    static boolean runs(String... words) {
        try {
            var process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a program that ends well writes. */
    static String output(String... words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(List.of(words) + " did not work: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
