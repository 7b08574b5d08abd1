// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code jfn exit-codes}. */
@Command(name = "exit-codes", description = "Show how jfn can end, for scripts.")
final class ExitCodesCommand extends ClientCommand {
    @Override
    ExitCode run() {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("EXIT", "CODE", "MEANING")));
        List<Map<String, Object>> all = new ArrayList<>();
        for (ExitCode code : ExitCode.values()) {
            String word = code.name().toLowerCase(Locale.ROOT);
            rows.add(List.of(Integer.toString(code.number()), word, code.meaning()));
            all.add(Map.of("exit", code.number(), "code", word, "meaning", code.meaning()));
        }
        if (json()) {
            terminal().line(Json.pretty(all));
        } else {
            terminal().table(rows);
        }
        return ExitCode.OK;
    }
}
