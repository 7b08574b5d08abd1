// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A node in a temporary folder, with copies of the examples; stopped and removed at the end, also by Ctrl-C. */
final class DemoNode implements AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final Set<String> NOT_EXAMPLES = Set.of("src", "target");

    private final Path folder;
    private final NodeProcesses processes;
    private final GatewayApi api;
    private final Terminal terminal;
    private final Thread hook;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DemoNode(Path folder, NodeProcesses processes, GatewayApi api, Terminal terminal) {
        this.folder = folder;
        this.processes = processes;
        this.api = api;
        this.terminal = terminal;
        this.hook = Thread.ofPlatform().name("jfn-demo-end").unstarted(this::end);
    }

    static DemoNode start(Terminal terminal, int port) {
        Path folder = folder();
        var options = new UpOptions();
        options.port = port;
        var paths = new NodePaths(folder.resolve("state"));
        var processes = new NodeProcesses(paths, NodeProof.ofThisMachine(), terminal);
        var address = new GatewayAddress(
                GatewayAddress.parse(NodeProbe.url(UpOptions.DEFAULT_HOST, port)), null, paths.token());
        var node = new DemoNode(folder, processes, new GatewayApi(address), terminal);
        Runtime.getRuntime().addShutdownHook(node.hook);
        try {
            copy(NodeMachine.root().resolve("functions-examples"), node.examples());
            new NodeFolders(0, options.gatewayUid).prepare(paths);
            new UpSequence(paths, processes, options).run();
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    GatewayApi api() {
        return api;
    }

    Path examples() {
        return folder.resolve("examples");
    }

    /** Waits to be ended by a signal. */
    void serve() {
        Waiting.until(closed::get, FOREVER);
    }

    /** Ends the node and removes its folder. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            processes.stop(NodeRole.GATEWAY, DownCommand.GATEWAY);
            processes.stop(NodeRole.WORKER, DownCommand.WORKER);
            delete(folder);
        }
    }

    private void end() {
        try {
            close();
        } catch (CliException e) {
            terminal.note("jfn: " + e.getMessage());
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("jfn-demo-");
            // The gateway's user must come through.
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path name = from.relativize(file);
                if (NOT_EXAMPLES.contains(name.getName(0).toString())) {
                    continue;
                }
                Path copy = to.resolve(name.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot copy the examples: " + e.getMessage(), e);
        }
    }

    private void delete(Path tree) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @org.jspecify.annotations.Nullable IOException e)
                        throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            terminal.note("jfn: " + tree + " could not be removed: " + e.getMessage());
        }
    }
}
