// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A worker process of the test's own, and what the kernel shows of it. */
final class RunningWorker implements AutoCloseable {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    final Process process;
    final Path state;

    private RunningWorker(Process process, Path state) {
        this.process = process;
        this.state = state;
    }

    static Process launch(Path state, Path errors, String... more) throws IOException {
        var command = new ArrayList<String>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.jfn.pool.Worker",
                "--state",
                state.toString(),
                "--gateway-uid",
                "64017",
                "--memory",
                String.valueOf(4L << 30)));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    /** Starts one and waits until it serves. */
    static RunningWorker start(Path state, String... more) throws IOException {
        var errors = Files.createTempFile("jfn-worker", ".log");
        var process = launch(state, errors, more);
        try (var reader = process.inputReader()) {
            awaitReady(reader, errors);
        } finally {
            Files.delete(errors);
        }
        return new RunningWorker(process, state);
    }

    private static void awaitReady(BufferedReader output, Path errors) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("worker: ready")) {
                return;
            }
        }
        throw new IllegalStateException("the worker did not become ready: " + Files.readString(errors));
    }

    Path socket() {
        return state.resolve("run/worker.sock");
    }

    /** Inodes of the sockets that a process holds. */
    static Set<String> sockets(long pid) throws IOException {
        var inodes = new TreeSet<String>();
        try (var fds = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (var fd : fds.toList()) {
                try {
                    var socket = SOCKET.matcher(Files.readSymbolicLink(fd).toString());
                    if (socket.matches()) {
                        inodes.add(socket.group(1));
                    }
                } catch (java.nio.file.NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return inodes;
    }

    /** Inodes in a table of a process's own network: {@code tcp}, {@code udp} and so on. */
    static Set<String> table(long pid, String name, int column) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/net/" + name))) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length > column)
                    .map(words -> words[column])
                    .collect(Collectors.toSet());
        }
    }

    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    /** Ends it as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
