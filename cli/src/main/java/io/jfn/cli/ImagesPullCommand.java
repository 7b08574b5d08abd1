// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.PulledImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jfn images pull}. */
@Command(name = "pull", description = "Bring an image from a registry to the node, so that a deploy finds it there.")
final class ImagesPullCommand extends ClientCommand {
    @Parameters(paramLabel = "IMAGE", description = "Its name, as nginx:1.25 or localhost:5000/team/app@sha256:…")
    private String image = "";

    @Override
    ExitCode run() {
        PulledImage pulled = inSteps(progress -> api().onImages().pull(image, progress));
        if (json()) {
            terminal().line(Json.pretty(pulled));
            return ExitCode.OK;
        }
        terminal().line(pulled.origin().name() + "@" + pulled.origin().manifest());
        terminal()
                .line(pulled.image().image() + " is ready, "
                        + Shown.bytes(pulled.image().bytes())
                        + " unpacked; deploy it with: jfn deploy --name NAME --image "
                        + Shown.line(image));
        return ExitCode.OK;
    }
}
