// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.PruneView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jfn images prune}. */
@Command(
        name = "prune",
        description = "Remove layers, sources and images without a name that no function and no runtime uses.",
        sortOptions = false)
final class ImagesPruneCommand extends ClientCommand {
    @Option(names = "--all", description = "Images with a name, too, when nobody uses them.")
    private boolean all;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            defaultValue = "0s",
            description =
                    "Keep what was used in this time, as 10m or 1h; 0s, which keeps nothing, when not given. A deploy"
                            + " that is under way may have to be done again.")
    private String olderThan = "0s";

    @Override
    ExitCode run() {
        PruneView pruned = api().onImages().prune(all, Quantity.millis(new Setting.Word("--older-than", olderThan)));
        if (json()) {
            terminal().line(Json.pretty(pruned));
            return ExitCode.OK;
        }
        pruned.removed().forEach(name -> terminal().line("removed " + Shown.line(name)));
        terminal().line("freed " + Shown.bytes(pruned.freedBytes()));
        return ExitCode.OK;
    }
}
