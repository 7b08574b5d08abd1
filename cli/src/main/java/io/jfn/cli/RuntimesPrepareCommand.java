// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.RuntimeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jfn runtimes prepare}. */
@Command(
        name = "prepare",
        description =
                "Make base images ready before a deploy needs them. An image that runtimes.yaml names by a tag is looked"
                        + " up anew.")
final class RuntimesPrepareCommand extends ClientCommand {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Runtimes: python3, node, java, native.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All runtimes.")
    private boolean all;

    @Override
    ExitCode run() {
        if (all != names.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "name the runtimes to prepare, or give --all");
        }
        List<String> wanted = all
                ? Arrays.stream(FunctionRuntime.values())
                        .map(FunctionRuntime::toString)
                        .toList()
                : names;
        List<RuntimeView> ready = new ArrayList<>();
        CliException first = null;
        for (String name : wanted) {
            try {
                ready.add(prepare(name));
            } catch (CliException e) {
                // The others are prepared all the same, unless nothing can be.
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
            terminal().line(Json.pretty(ready));
        }
        if (first != null) {
            throw first;
        }
        return ExitCode.OK;
    }

    private RuntimeView prepare(String name) {
        RuntimeView runtime = inSteps(progress -> api().onImages().prepare(name, progress));
        if (!json()) {
            tell(runtime);
        }
        return runtime;
    }

    private void tell(RuntimeView runtime) {
        terminal()
                .line(runtime.runtime() + " is ready, " + Shown.bytes(runtime.bytes()) + ", from "
                        + Shown.line(runtime.base()));
    }
}
