// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jfn down}: stops this machine's node; calls that run may end first. */
@Command(
        name = "down",
        description =
                "Stops the platform on this machine. Calls that run may end first; kills what does not stop in time.")
final class DownCommand implements Callable<Integer> {
    /** The gateway lets calls end for 30 s by itself. */
    static final Duration GATEWAY = Duration.ofSeconds(45);

    static final Duration WORKER = Duration.ofSeconds(20);
    /** In this order. */
    private static final List<NodeRole> STOPPED = List.of(NodeRole.GATEWAY, NodeRole.WORKER);

    @Mixin
    NodeOptions node = new NodeOptions();

    private final Terminal terminal;

    DownCommand() {
        this(Terminal.ofThisProcess());
    }

    DownCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        NodePaths paths = node.paths();
        NodeMachine.requireRoot("jfn down");
        if (!Files.isDirectory(paths.run())) {
            terminal.line("jfn is not up: no node has ever run in " + paths.state());
            return ExitCode.OK.number();
        }
        var did = new ArrayList<String>();
        var processes = new NodeProcesses(paths, NodeProof.ofThisMachine(), terminal);
        // The one who would start them again goes first, and stops them itself; it needs the lock for that.
        var supervised = new ArrayList<NodeRole>();
        if (processes.running(NodeRole.SUPERVISOR).isPresent()) {
            STOPPED.stream().filter(role -> processes.running(role).isPresent()).forEach(supervised::add);
            processes.stop(NodeRole.SUPERVISOR, GATEWAY.plus(WORKER));
            supervised.removeIf(role -> processes.running(role).isPresent());
            supervised.forEach(role -> did.add(role.label() + " stopped"));
        }
        try (var _ = processes.lock()) {
            for (NodeRole role : STOPPED) {
                processes
                        .stop(role, role == NodeRole.GATEWAY ? GATEWAY : WORKER)
                        .ifPresent(did::add);
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot unlock " + paths.lock() + ": " + e.getMessage(), e);
        }
        terminal.line(did.isEmpty() ? "jfn is not up" : "jfn is down: " + String.join(", ", did));
        return ExitCode.OK.number();
    }
}
