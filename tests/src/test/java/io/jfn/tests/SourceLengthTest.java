// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceLengthTest {
    /** What is longer has a seam that nobody has looked for. */
    private static final int LONGEST = 400;

    @Test
    void no_class_is_longer_than_four_hundred_lines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        int seen = 0;
        for (Path source : sources()) {
            seen++;
            long lines;
            try (Stream<String> all = Files.lines(source)) {
                lines = all.count();
            }
            if (lines > LONGEST) {
                tooLong.add(TestNode.ROOT.relativize(source) + ": " + lines + " lines");
            }
        }
        assertThat(seen).isGreaterThan(500);
        assertThat(tooLong).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(TestNode.ROOT)) {
            for (Path module : modules.toList()) {
                Path folder = module.resolve("src");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> all = Files.walk(folder)) {
                        all.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }
}
