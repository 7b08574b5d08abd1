// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A temporary folder and everything a run started, all of it ended by {@link #close}, also when the run is interrupted. */
final class Workspace implements AutoCloseable {
    private static final long GRACE_SECONDS = 15;

    private final Path folder;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    static Workspace open() {
        try {
            var folder = Files.createTempDirectory("jfn-loadtests-");
            // The gateway's and nginx's users pass through it.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            var workspace = new Workspace(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(workspace::close, "clean-up"));
            return workspace;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder", e);
        }
    }

    synchronized Path folder(String name) {
        stillOpen();
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make folder " + name, e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    synchronized <T extends AutoCloseable> T closing(T resource) {
        stillOpen();
        started.push(resource);
        return resource;
    }

    /** Starts a process that is ended with the workspace; its output goes to {@code NAME.log} in it. */
    synchronized Process start(String name, ProcessBuilder builder) {
        stillOpen();
        try {
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(file(name + ".log").toFile())
                    .start();
            closing(() -> end(process));
            return process;
        } catch (IOException e) {
            throw new BenchmarkException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** The last lines of a started process's output. */
    String tail(String name) {
        try {
            var lines = Files.readAllLines(file(name + ".log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ")";
        }
    }

    /** SIGTERM, and SIGKILL when that is not heeded. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void stillOpen() {
        if (closed) {
            throw new BenchmarkException("the run is being stopped");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("loadtests: clean-up: " + e);
            }
        }
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("loadtests: clean-up of " + folder + ": " + e.getMessage());
        }
    }
}
