// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.RuntimeView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jfn runtimes}. */
@Command(
        name = "runtimes",
        description = "List the language runtimes, where their base images come from and whether they are ready.",
        subcommands = RuntimesPrepareCommand.class)
final class RuntimesCommand extends ClientCommand {
    @Override
    ExitCode run() {
        List<RuntimeView> runtimes = api().onImages().runtimes();
        if (json()) {
            terminal().line(Json.pretty(runtimes));
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("RUNTIME", "BASE", "READY", "SIZE", "IMAGE")));
        for (RuntimeView runtime : runtimes) {
            rows.add(List.of(
                    runtime.runtime().toString(),
                    Shown.line(runtime.base()),
                    runtime.ready() ? "yes" : runtime.problem() == null ? "no" : "cannot be",
                    runtime.ready() ? Shown.bytes(runtime.bytes()) : "-",
                    runtime.image() == null ? "-" : runtime.image()));
        }
        terminal().table(rows);
        for (RuntimeView runtime : runtimes) {
            if (runtime.problem() != null) {
                terminal().note(runtime.runtime() + ": " + Shown.line(runtime.problem()));
            }
        }
        return ExitCode.OK;
    }
}
