// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jfn doctor}: says whether this machine can run jfn, and what to do when it cannot. */
@Command(
        name = "doctor",
        description =
                "Looks whether this machine can run the platform, and says what to do. Ends with 8 when it cannot.",
        footer = "What sysctl sets is lost at the next boot: put the same lines into /etc/sysctl.d/jfn.conf.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    UpOptions options = new UpOptions();

    @Mixin
    OutputOption output = new OutputOption();

    @Option(
            names = "--strict",
            description = "for tenants who do not trust each other: looks at more, and a warning is a refusal (8)")
    boolean strict;

    private final Terminal terminal;

    DoctorCommand() {
        this(Terminal.ofThisProcess());
    }

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        options.check();
        var facts = new HostFacts(Path.of("/"));
        var report = strict ? DoctorReport.strictly(facts, request()) : DoctorReport.of(facts, request());
        if (output.json()) {
            terminal.line(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            show(report);
        }
        return (report.fit() ? ExitCode.OK : ExitCode.HOST_UNFIT).number();
    }

    private HostRequest request() {
        NodePaths paths = options.node.paths();
        var gateway = NodeRecord.read(paths.record(NodeRole.GATEWAY)).filter(NodeProof.ofThisMachine()::runs);
        boolean ours = gateway.isPresent() && gateway.get().port() == options.portOrDefault();
        Optional<String> obstacle = ours
                ? Optional.empty()
                : new NodePort(Path.of("/proc")).obstacle(options.hostOrDefault(), options.portOrDefault());
        try {
            Path existing = nearest(paths.state()).toRealPath();
            return new HostRequest(
                    existing,
                    Runtime.version().feature(),
                    System.getenv().getOrDefault("PATH", ""),
                    Files.getFileStore(existing).getUsableSpace(),
                    obstacle,
                    paths.state(),
                    options.memory == null ? OptionalLong.empty() : OptionalLong.of(options.memory));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.HOST_UNFIT, "cannot look at the state folder " + paths.state() + ": " + e.getMessage(), e);
        }
    }

    /** The folder itself, or the first above it that exists. */
    private static Path nearest(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : nearest(parent);
    }

    private void show(DoctorReport report) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("CHECK", "VERDICT", "FOUND"));
        for (HostCheck check : report.checks()) {
            rows.add(List.of(check.name(), check.verdict().toString(), check.found()));
        }
        terminal.table(rows);
        for (HostCheck.Verdict verdict : List.of(HostCheck.Verdict.missing, HostCheck.Verdict.warning)) {
            for (HostCheck check : report.checks()) {
                if (check.verdict() == verdict) {
                    terminal.line("");
                    terminal.line(verdict + ": " + check.name() + ": " + check.found());
                    if (!check.means().isEmpty()) {
                        terminal.line("    means: " + check.means());
                    }
                    terminal.line("    " + check.advice());
                }
            }
        }
        terminal.line("");
        terminal.line(report.summary());
    }
}
