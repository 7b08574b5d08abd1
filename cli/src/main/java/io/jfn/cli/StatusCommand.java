// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jfn status}: what of this machine's node runs, and what it says of itself. */
@Command(
        name = "status",
        description =
                "Shows the platform's processes on this machine and what the gateway says. Ends with 0 when it is up, else 4.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    NodeOptions options = new NodeOptions();

    @Mixin
    OutputOption output = new OutputOption();

    private final Terminal terminal;

    StatusCommand() {
        this(Terminal.ofThisProcess());
    }

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        var view = look(options.paths(), NodeProof.ofThisMachine());
        if (output.json()) {
            terminal.line(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(view));
        } else {
            terminal.table(view.table());
            if (view.node() == null && view.url() != null && NodeMachine.user() != 0) {
                terminal.note("what the gateway says is shown to root alone");
            }
        }
        return view.state().equals("up") ? ExitCode.OK.number() : ExitCode.NOT_REACHABLE.number();
    }

    private StatusView look(NodePaths paths, NodeProof proof) {
        var processes = new NodeProcesses(paths, proof, terminal);
        var running = new ArrayList<StatusView.Running>();
        for (NodeRole role : NodeRole.values()) {
            processes
                    .running(role)
                    .ifPresent(record -> running.add(new StatusView.Running(
                            role.label(),
                            record.pid(),
                            proof.residentBytes(record.pid()).orElse(0))));
        }
        var worker = processes.running(NodeRole.WORKER);
        var gateway = processes.running(NodeRole.GATEWAY);
        if (gateway.isEmpty()) {
            return new StatusView(
                    StatusView.state(worker.isPresent(), false, false),
                    null,
                    paths.state().toString(),
                    List.copyOf(running),
                    null);
        }
        var probe = new NodeProbe(gateway.get().host(), gateway.get().port());
        return new StatusView(
                StatusView.state(worker.isPresent(), true, probe.ready()),
                NodeProbe.url(gateway.get().host(), gateway.get().port()),
                paths.state().toString(),
                List.copyOf(running),
                probe.node(paths.token()).orElse(null));
    }
}
