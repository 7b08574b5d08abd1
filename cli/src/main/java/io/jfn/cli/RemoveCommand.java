// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jfn remove}. */
@Command(name = "remove", description = "Remove functions, their revisions and their instances.")
final class RemoveCommand extends ClientCommand {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Functions to remove.")
    private List<String> names = new ArrayList<>();

    @Override
    ExitCode run() {
        List<String> removed = new ArrayList<>();
        CliException first = null;
        for (String name : names) {
            try {
                api().remove(name);
                removed.add(name);
                if (!json()) {
                    terminal().line("removed " + name);
                }
            } catch (CliException e) {
                // The others are removed all the same, unless nothing can be.
                if (e.code() == ExitCode.NOT_REACHABLE || e.code() == ExitCode.UNAUTHORIZED) {
                    throw e;
                }
                if (first == null) {
                    first = e;
                } else if (!json()) {
                    terminal().note("jfn: " + e.getMessage());
                }
            }
        }
        if (json()) {
            terminal().line(Json.line(Map.of("removed", removed)));
        }
        if (first != null) {
            throw first;
        }
        return ExitCode.OK;
    }
}
