// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.ImageView;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jfn images import}. */
@Command(name = "import", description = "Bring an image archive to the node, as docker save or an OCI tool writes it.")
final class ImagesImportCommand extends ClientCommand {
    @Parameters(paramLabel = "ARCHIVE", description = "The archive, tar or tar.gz.")
    private Path archive = Path.of("");

    @Override
    ExitCode run() {
        ImageView image = inSteps(progress -> api().onImages().importArchive(archive, progress));
        if (json()) {
            terminal().line(Json.pretty(image));
        } else {
            terminal().line(image.image() + " is ready, " + Shown.bytes(image.bytes()) + " unpacked");
        }
        return ExitCode.OK;
    }
}
