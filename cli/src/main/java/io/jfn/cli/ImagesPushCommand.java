// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.PushedImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jfn images push}. */
@Command(
        name = "push",
        description =
                "Send an image of the node to the registry that its name says, with the credentials of docker login.")
final class ImagesPushCommand extends ClientCommand {
    @Parameters(
            paramLabel = "IMAGE",
            description =
                    "Its name, with the registry's host: registry.example/team/hello:1. A name without one is of the"
                            + " node's own registry, where the image is already; it cannot be pushed.")
    private String image = "";

    @Override
    ExitCode run() {
        PushedImage pushed = inSteps(progress -> api().onImages().push(image, progress));
        terminal().line(json() ? Json.pretty(pushed) : told(pushed));
        return ExitCode.OK;
    }

    static String told(PushedImage pushed) {
        return Shown.line(pushed.name()) + " is pushed, " + pushed.manifest();
    }
}
