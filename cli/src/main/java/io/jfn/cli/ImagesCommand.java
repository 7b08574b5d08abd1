// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.StoredImageView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code jfn images}. */
@Command(
        name = "images",
        description = "List the images on the node, with who uses them; bring, send and remove images.",
        subcommands = {
            ImagesPullCommand.class,
            ImagesPushCommand.class,
            ImagesImportCommand.class,
            ImagesPruneCommand.class
        })
final class ImagesCommand extends ClientCommand {
    @Override
    ExitCode run() {
        List<StoredImageView> images = api().onImages().list();
        if (json()) {
            terminal().line(Json.pretty(images));
            return ExitCode.OK;
        }
        if (images.isEmpty()) {
            terminal().note("there are no images: make one with jfn build DIR -t NAME");
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("NAME", "IMAGE", "SIZE", "LAYERS", "USED BY")));
        for (StoredImageView image : images) {
            rows.add(List.of(
                    image.names().isEmpty() ? "-" : Shown.line(String.join(" ", image.names())),
                    image.image(),
                    Shown.bytes(image.bytes()),
                    Integer.toString(image.layers()),
                    Shown.line(String.join(", ", image.usedBy()))));
        }
        terminal().table(rows);
        return ExitCode.OK;
    }
}
