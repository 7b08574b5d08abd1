// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jfn selftest}: attacks the node's sandboxes from the inside and says which walls held. */
@Command(
        name = "selftest",
        description =
                "Deploys a hostile function, lets it try every case of isolation while a neighbour is called, and removes"
                        + " it again. Prints a Markdown table, or JSON. Ends with 0 only when every wall held.")
final class SelftestCommand extends ClientCommand {
    private static final String NAME = "jfn-selftest";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    @Option(
            names = "--only",
            paramLabel = "CASE",
            description = "An id, as A7, or a letter, as A: only these cases. May be given more than once.")
    private List<String> only = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Instances that follow each other in each case about residue (G); ${DEFAULT-VALUE} when not given.")
    private int rounds;

    @Override
    ExitCode run() {
        Path folder = NodeMachine.root().resolve("functions-examples/hostile");
        List<SelftestCase> cases = meant(SelftestCase.read(folder));
        List<SelftestRow> rows = attack(folder, cases);
        show(rows);
        return rows.stream().noneMatch(row -> row.verdict() == SelftestRow.Verdict.failed)
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private List<SelftestCase> meant(List<SelftestCase> all) {
        for (String word : only) {
            if (all.stream().noneMatch(one -> one.isMeantBy(word))) {
                throw new CliException(
                        ExitCode.USAGE, "there is no case '" + word + "': give a letter, as A, or an id, as A7");
            }
        }
        return all.stream()
                .filter(one -> only.isEmpty() || only.stream().anyMatch(one::isMeantBy))
                .toList();
    }

    private List<SelftestRow> attack(Path folder, List<SelftestCase> cases) {
        SelftestHost host = isHere(api().address().base()) ? new SelftestHost(Path.of("/"), PATIENCE) : null;
        if (host == null) {
            terminal().note("the node is on another machine: what its sandboxes leave there is not looked at");
        }
        SelftestRun run;
        var rows = new ArrayList<SelftestRow>();
        try (var hostile = SelftestFunction.deploy(api(), folder, NAME, DeployProgress.SILENT);
                var neighbour = SelftestFunction.deploy(api(), folder, NAME + "-neighbour", DeployProgress.SILENT)) {
            run = new SelftestRun(hostile, neighbour, host, rounds);
            rows.addAll(run.run(cases, terminal()::note));
        }
        rows.addAll(run.afterwards());
        return rows;
    }

    private static boolean isHere(URI gateway) {
        return LOOPBACK.contains(gateway.getHost());
    }

    private void show(List<SelftestRow> rows) {
        if (json()) {
            terminal().line(Json.pretty(rows));
            return;
        }
        terminal().line("| case | tried | expected | seen | verdict |");
        terminal().line("|---|---|---|---|---|");
        rows.forEach(row -> terminal().line(row.markdown()));
        terminal().line("");
        terminal().line(summary(rows));
    }

    private static String summary(List<SelftestRow> rows) {
        long failed = count(rows, SelftestRow.Verdict.failed);
        return count(rows, SelftestRow.Verdict.ok) + " held, " + failed + " failed, "
                + count(rows, SelftestRow.Verdict.not_run) + " cases not run here"
                + (failed == 0 ? "" : ": untrusted code must not run on this node");
    }

    private static long count(List<SelftestRow> rows, SelftestRow.Verdict verdict) {
        return rows.stream().filter(row -> row.verdict() == verdict).count();
    }
}
