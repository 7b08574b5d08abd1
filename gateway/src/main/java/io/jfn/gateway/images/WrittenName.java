// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.images.policy.ImagePattern;
import io.jfn.images.registry.ImageName;
import java.util.Optional;

/**
 * An image's name as somebody wrote it, and what it can mean: in this node's own registry, in another, or first here and then
 * there.
 *
 * @param text as it was written
 * @param name what it means in another registry
 * @param local the repository that it means here; empty when it names another registry
 * @param onlyLocal whether it names this node's registry itself
 */
public record WrittenName(String text, ImageName name, Optional<String> local, boolean onlyLocal) {
    private static final String LOCAL = ImagePattern.LOCAL + "/";

    /** Reads a name; {@code own} knows this node's registry by its hosts. */
    public static WrittenName of(String text, OwnRegistry own) {
        if (text.startsWith(LOCAL)) {
            String rest = text.substring(LOCAL.length());
            return new WrittenName(text, ImageName.parse(rest), Optional.of(path(rest)), true);
        }
        ImageName name = ImageName.parse(text);
        if (own.is(name.registry())) {
            return new WrittenName(text, name, Optional.of(name.repository()), true);
        }
        String path = path(text);
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        boolean host = first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
        return new WrittenName(text, name, host ? Optional.empty() : Optional.of(path), false);
    }

    /** The repository in the content store that holds what the name means, or a copy of it. */
    public String place() {
        return local.orElseGet(name::place);
    }

    private static String path(String text) {
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        return colon > named.lastIndexOf('/') ? named.substring(0, colon) : named;
    }
}
