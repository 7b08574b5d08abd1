// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end within a minute; its output is small. */
record Command(int exitCode, String output) {

    static Command run(String... words) {
        try {
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new BenchmarkException(words[0] + " did not end within a minute");
            }
            return new Command(process.exitValue(), output.trim());
        } catch (IOException e) {
            throw new BenchmarkException("cannot run " + words[0] + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while " + words[0] + " ran", e);
        }
    }

    /** Its output; throws when it failed. */
    static String of(String... words) {
        var command = run(words);
        if (command.exitCode() != 0) {
            throw new BenchmarkException(
                    String.join(" ", List.of(words)) + " ended with " + command.exitCode() + ": " + command.output());
        }
        return command.output();
    }
}
