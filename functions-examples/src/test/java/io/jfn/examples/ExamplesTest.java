// SPDX-License-Identifier: Apache-2.0
package io.jfn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every example owes its readers, the demo and the acceptance tests: they run it, this looks at its files. */
class ExamplesTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    static Stream<Path> examples() throws IOException {
        return folders(HERE).filter(folder -> !folder.endsWith("bad-neighbours"));
    }

    static Stream<Path> badNeighbours() throws IOException {
        return folders(HERE.resolve("bad-neighbours"));
    }

    static Stream<Path> texts() throws IOException {
        try (var files = Files.walk(HERE)) {
            return files
                    .filter(file -> file.toString().matches(".*\\.(py|mjs|java|c|sh|yaml|conf)"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_is_named_like_its_folder_and_says_how_to_call_it_and_what_comes_back(Path folder)
            throws IOException {
        assertThat(yaml(folder))
                .contains("name: " + folder.getFileName())
                .anyMatch(line -> line.matches(" {2}demo-call: \"(GET|POST) /.*\""))
                .anyMatch(line -> line.startsWith("  demo-expect: "));
    }

    @ParameterizedTest
    @MethodSource("badNeighbours")
    void a_bad_neighbour_has_limits_and_an_outcome_of_the_closed_set(Path folder) throws IOException {
        List<String> yaml = yaml(folder);
        assertThat(yaml)
                .contains("name: bad-" + folder.getFileName())
                .anyMatch(line -> line.startsWith("  demo-limit: "));
        for (String limit : List.of("memory: ", "cpu: ", "pids: ", "tmp: ", "timeout: ")) {
            assertThat(yaml).anyMatch(line -> line.startsWith(limit));
        }
        String outcome = yaml.stream()
                .filter(line -> line.startsWith("  demo-expect-outcome: "))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElseThrow();
        assertThat(Arrays.stream(Outcome.values()).map(Outcome::toString)).contains(outcome);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void every_source_names_its_licence_at_the_top(Path file) throws IOException {
        assertThat(Files.readAllLines(file).stream().limit(2))
                .anyMatch(line -> line.contains("SPDX-License-Identifier"));
    }

    private static Stream<Path> folders(Path parent) throws IOException {
        try (var entries = Files.list(parent)) {
            return entries
                    .filter(Files::isDirectory)
                    .filter(folder -> !List.of("src", "target")
                            .contains(folder.getFileName().toString()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static List<String> yaml(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("function.yaml"));
    }
}
