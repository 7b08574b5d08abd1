// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.builds;

import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import io.jfn.gateway.images.OwnRegistry;
import io.jfn.gateway.images.WrittenName;
import io.jfn.images.registry.ImageName;
import java.util.Objects;

/**
 * The name of an image that this node keeps, and where in its content store it is: {@code hello:1} is the repository {@code hello} of
 * the node's own registry, {@code registry.example/team/hello:1} the copy of an image of that registry.
 *
 * @param full the name as every registry's client reads it
 * @param repository its repository in the content store
 * @param tag its tag
 */
record NodeName(ImageName full, String repository, String tag) {
    /** Reads a name with a tag. */
    static NodeName of(String text, OwnRegistry own) {
        var written = WrittenName.of(text, own);
        ImageName full = written.name();
        if (full.digest() != null) {
            throw new InvalidInputException("image name '" + Printable.of(text)
                    + "' has a digest, which a build cannot choose: give a tag as in hello:1");
        }
        return new NodeName(full, written.place(), Objects.requireNonNull(full.tag()));
    }
}
