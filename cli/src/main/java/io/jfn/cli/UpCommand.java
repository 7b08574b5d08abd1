// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jfn up}: starts this machine's node, or what is missing of it. */
@Command(
        name = "up",
        description = "Starts the platform on this machine: a worker and a gateway. Starts only what is missing.")
final class UpCommand implements Callable<Integer> {
    @Mixin
    UpOptions options = new UpOptions();

    @Option(names = "--foreground", description = "stay, restart what ends, and stop both when asked to end")
    boolean foreground;

    private final Terminal terminal;

    UpCommand() {
        this(Terminal.ofThisProcess());
    }

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        NodeMachine.requireRoot("jfn up");
        NodeMachine.requirePrograms("setsid", "setpriv");
        NodePaths paths = options.node.paths();
        new NodeFolders(0, options.gatewayUid).prepare(paths);
        var processes = new NodeProcesses(paths, NodeProof.ofThisMachine(), terminal);
        var sequence = new UpSequence(paths, processes, options);
        if (foreground) {
            return new UpForeground(processes, sequence, terminal).run();
        }
        boolean started = sequence.run();
        String url = processes
                .running(NodeRole.GATEWAY)
                .map(gateway -> NodeProbe.url(gateway.host(), gateway.port()))
                .orElse("no address");
        terminal.line((started ? "jfn is up at " : "jfn is already up at ") + url);
        return ExitCode.OK.number();
    }
}
