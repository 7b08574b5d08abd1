// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jfn list}. */
@Command(name = "list", description = "List the functions.")
final class ListCommand extends ClientCommand {
    @Override
    ExitCode run() {
        List<FunctionView> functions = api().functions();
        if (json()) {
            terminal().line(Json.pretty(functions));
            return ExitCode.OK;
        }
        if (functions.isEmpty()) {
            terminal().note("there are no functions: deploy one with jfn deploy DIR");
            return ExitCode.OK;
        }
        long now = System.currentTimeMillis();
        List<List<String>> rows = new ArrayList<>(
                List.of(List.of("NAME", "REVISION", "RUNS ON", "INSTANCES", "MEMORY", "CPU", "TIMEOUT", "DEPLOYED")));
        for (FunctionView function : functions) {
            FunctionSpec spec = function.spec();
            rows.add(List.of(
                    function.name(),
                    Integer.toString(function.revision()),
                    function.problem() != null
                            ? "broken"
                            : spec.runtime() == null ? "image" : spec.runtime().toString(),
                    Integer.toString(function.instances()),
                    Shown.bytes(spec.limits().memoryBytes()),
                    Shown.cpu(spec.limits().cpuMillis()),
                    Shown.millis(spec.timeoutMillis()),
                    Shown.age(function.deployedAtMillis(), now) + " ago"));
        }
        terminal().table(rows);
        functions.stream()
                .filter(function -> function.problem() != null)
                .forEach(function -> terminal().note(Shown.line(String.valueOf(function.problem()))));
        return ExitCode.OK;
    }
}
