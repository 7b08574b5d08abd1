// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageView;
import io.jfn.api.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Works out how a function that is an imported image starts: as the image says, unless the function says otherwise. */
final class ImageLaunch {
    private final FunctionSpec spec;
    private final ImageView image;
    private final ImageTree tree;
    private final String who;

    ImageLaunch(FunctionSpec spec, ImageView image, ImageTree tree) {
        this.spec = spec;
        this.image = image;
        this.tree = tree;
        this.who = "function '" + spec.name() + "': ";
    }

    MainProcess find() throws IOException {
        var environment = new Environment().putAll(image.env());
        String handler = spec.handler();
        if (handler != null) {
            environment.put("_HANDLER", handler);
        }
        environment.putAll(spec.env());
        String workdir = workdir();
        List<String> words = new ArrayList<>(spec.command());
        if (words.isEmpty()) {
            words.addAll(image.entrypoint());
            words.addAll(image.command());
        }
        if (words.isEmpty()) {
            throw new ImageException(
                    Fault.COMMAND_MISSING, who + "the image has neither entrypoint nor command: give a command");
        }
        words.set(0, new CommandLookup(tree, who).resolve(words.getFirst(), environment.searchPath(), workdir));
        return new MainProcess(words, environment.lines(), workdir);
    }

    private String workdir() throws IOException {
        String given = image.workdir().isEmpty() ? "/" : image.workdir();
        Optional<ImageTree.Found> found = given.startsWith("/") ? tree.find(given) : Optional.empty();
        if (found.isEmpty() || !found.get().directory()) {
            throw new ImageException(
                    Fault.WORKDIR_INVALID,
                    who + "the image's working directory '" + Printable.of(given) + "' is no folder of it");
        }
        return found.get().path();
    }
}
