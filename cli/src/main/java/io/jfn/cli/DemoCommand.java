// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jfn demo}: the main job on a node of its own, which is gone afterwards. */
@Command(
        name = "demo",
        description =
                "Starts a platform of its own, deploys the examples, calls each and shows what it cost; then serves until"
                        + " Ctrl-C. Leaves nothing.",
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--exit", description = "End after the table instead of serving.")
    private boolean exit;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the gateway; 8080, or a free one where that is taken, when not given.")
    private @Nullable Integer port;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help;

    private final Terminal terminal;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        NodeMachine.requireRoot("jfn demo");
        NodeMachine.requirePrograms("setsid", "setpriv");
        try (var node = DemoNode.start(terminal, port != null ? port : freePort())) {
            var tour = new DemoTour(node, terminal);
            DemoTally tally = tour.run(DemoExample.folders(node.examples()));
            terminal.line("");
            terminal.table(tally.table());
            terminal.line("");
            terminal.line(tally.lastLine());
            if (exit) {
                return (tally.failures() == 0 ? ExitCode.OK : ExitCode.FAILED).number();
            }
            tour.tellHowToTry();
            node.serve();
            return ExitCode.OK.number();
        }
    }

    private static int freePort() {
        if (new NodePort(Path.of("/proc"))
                .obstacle(UpOptions.DEFAULT_HOST, UpOptions.DEFAULT_PORT)
                .isEmpty()) {
            return UpOptions.DEFAULT_PORT;
        }
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "no port is free: " + e.getMessage(), e);
        }
    }
}
