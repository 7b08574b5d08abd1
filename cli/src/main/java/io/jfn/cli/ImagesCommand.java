// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.ImageView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jfn images}. */
@Command(
        name = "images",
        description = "List the imported images, or bring one from a registry.",
        subcommands = ImagesPullCommand.class)
final class ImagesCommand extends ClientCommand {
    @Override
    ExitCode run() {
        List<ImageView> images = api().images();
        if (json()) {
            terminal().line(Json.pretty(images));
            return ExitCode.OK;
        }
        if (images.isEmpty()) {
            terminal().note("there are no images: import one with jfn deploy ARCHIVE --name NAME");
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("IMAGE", "LAYERS", "SIZE", "STARTS")));
        for (ImageView image : images) {
            List<String> starts = new ArrayList<>(image.entrypoint());
            starts.addAll(image.command());
            rows.add(List.of(
                    image.image(),
                    Integer.toString(image.layers().size()),
                    Shown.bytes(image.bytes()),
                    Shown.line(String.join(" ", starts))));
        }
        terminal().table(rows);
        return ExitCode.OK;
    }
}
