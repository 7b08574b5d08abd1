// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The programs of the developer's own machine, found in PATH and run with the developer's environment. */
final class Tools {
    private static final int LINES_KEPT = 20;

    private final Map<String, String> environment;

    Tools(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * How a program ended.
     *
     * @param exit its exit code
     * @param lastLines the end of what it wrote to either output
     */
    record Ended(int exit, List<String> lastLines) {
        boolean well() {
            return exit == 0;
        }
    }

    Map<String, String> environment() {
        return environment;
    }

    Optional<Path> find(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(folder).resolve(program);
            if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs a program to its end, with nothing to read.
     *
     * @param more variables beside the developer's
     * @param heard called for each line that it writes
     */
    Ended run(Path program, List<String> arguments, Path folder, Map<String, String> more, Runnable heard) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(arguments);
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        Deque<String> last = new ArrayDeque<>();
        try {
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader(Charset.defaultCharset())) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (last.size() == LINES_KEPT) {
                        last.removeFirst();
                    }
                    last.addLast(line);
                    heard.run();
                }
                return new Ended(process.waitFor(), List.copyOf(last));
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, program + ": cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted while " + program + " was running", e);
        }
    }
}
