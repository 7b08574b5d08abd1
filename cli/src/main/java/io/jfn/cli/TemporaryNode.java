// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A node in a temporary folder; stopped and removed at the end, also by Ctrl-C. */
final class TemporaryNode implements AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final Path folder;
    private final NodePaths paths;
    private final NodeProcesses processes;
    private final GatewayApi api;
    private final Terminal terminal;
    private final Thread hook;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TemporaryNode(Path folder, NodePaths paths, NodeProcesses processes, GatewayApi api, Terminal terminal) {
        this.folder = folder;
        this.paths = paths;
        this.processes = processes;
        this.api = api;
        this.terminal = terminal;
        this.hook = Thread.ofPlatform().name("jfn-node-end").unstarted(this::end);
    }

    static TemporaryNode start(Terminal terminal, UpOptions options) {
        Path folder = made();
        var paths = new NodePaths(folder.resolve("state"));
        var processes = new NodeProcesses(paths, NodeProof.ofThisMachine(), terminal);
        var address = new GatewayAddress(
                GatewayAddress.parse(NodeProbe.url(options.hostOrDefault(), options.portOrDefault())),
                null,
                paths.token());
        var node = new TemporaryNode(folder, paths, processes, new GatewayApi(address), terminal);
        Runtime.getRuntime().addShutdownHook(node.hook);
        try {
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

    NodePaths paths() {
        return paths;
    }

    /** For files of whoever uses the node; removed with it. */
    Path folder() {
        return folder;
    }

    /** Waits to be ended by a signal. */
    void serve() {
        Waiting.until(closed::get, FOREVER);
    }

    /** Ends the node and removes its folder. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stop(DownCommand.GATEWAY, DownCommand.WORKER);
            delete(folder);
        }
    }

    /** Ends the processes and leaves their files; each is killed when its time is over. */
    void stop(Duration gateway, Duration worker) {
        processes.stop(NodeRole.GATEWAY, gateway);
        processes.stop(NodeRole.WORKER, worker);
    }

    private void end() {
        try {
            close();
        } catch (CliException e) {
            terminal.note("jfn: " + e.getMessage());
        }
    }

    private static Path made() {
        try {
            Path folder = Files.createTempDirectory("jfn-node-");
            // The gateway's user must come through.
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    private void delete(Path tree) {
        try {
            WorkFolder.remove(tree);
        } catch (IOException e) {
            terminal.note("jfn: " + tree + " could not be removed: " + e.getMessage());
        }
    }
}
