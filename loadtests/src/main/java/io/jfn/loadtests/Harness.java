// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.loadtests.Side.Sample;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The measuring client, a small C process, so that every side is timed by the same code and the same clock. */
final class Harness implements AutoCloseable {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final Path complaints;

    private Harness(Process process, Path complaints) {
        this.process = process;
        this.complaints = complaints;
        commands = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.ISO_8859_1);
    }

    static Harness start(Path binary, Workspace workspace) {
        var complaints = workspace.file("harness.log");
        try {
            var process = new ProcessBuilder(binary.toString())
                    .redirectError(complaints.toFile())
                    .start();
            return workspace.closing(new Harness(process, complaints));
        } catch (IOException e) {
            throw new BenchmarkException("cannot start " + binary + ": " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Starts a peer that inherits the listening socket as descriptor 3, and times its first answer. */
    Sample spawn(List<String> command) {
        return new Sample(Double.parseDouble(ask("spawn\t" + String.join("\t", command))), "");
    }

    /** One request over a connection that is kept; the detail is the answer's head, its lines parted by {@code |}. */
    Sample call(String where, String target) {
        String[] parts = ask("call\t" + where + "\t" + target).split("\t", 2);
        return new Sample(Double.parseDouble(parts[0]), parts[1]);
    }

    /** Times of {@code requests} requests, one after another over one kept connection, in nanoseconds. */
    double[] loop(String where, String target, int requests) {
        return numbers(ask("loop\t" + where + "\t" + target + "\t" + requests));
    }

    /** Times of requests that are due at a constant rate, each counted from when it was due. */
    double[] open(String where, String target, double rate, int millis, int connections) {
        return numbers(ask("open\t" + where + "\t" + target + "\t" + rate + "\t" + millis + "\t" + connections));
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private synchronized String ask(String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new BenchmarkException("the measuring client ended");
            }
            int bang = answer.indexOf('!');
            if (bang >= 0 && !answer.contains("\t")) {
                throw new BenchmarkException(answer.substring(bang + 1) + complaint());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the measuring client cannot be spoken to", e);
        }
    }

    private String complaint() throws IOException {
        var lines = Files.readAllLines(complaints);
        return lines.isEmpty() ? "" : " (" + lines.getLast() + ")";
    }

    @Override
    public void close() {
        Workspace.end(process);
    }
}
