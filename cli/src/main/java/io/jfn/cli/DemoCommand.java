// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

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
        var options = new UpOptions();
        options.port = port != null ? port : freePort();
        try (var node = TemporaryNode.start(terminal, options)) {
            Path examples = node.folder().resolve("examples");
            DemoExample.copy(NodeMachine.root().resolve("functions-examples"), examples);
            var tour = new DemoTour(node, terminal);
            DemoTally tally = tour.run(DemoExample.folders(examples));
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
        return NodePort.free();
    }
}
