// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import java.util.regex.Pattern;

/**
 * Some images by their repositories: {@code *} for all, {@code HOST} for a registry, {@code HOST/PATH} for what lies at or
 * below a path in it. {@link #LOCAL} is the host of what was pushed or uploaded to this node.
 *
 * @param text as the operator writes it; whole parts of a path are compared, so {@code host/team} is not {@code host/teams}
 */
public record ImagePattern(String text) {
    public static final String LOCAL = "local";

    private static final String ALL = "*";
    private static final Pattern SHAPE = Pattern.compile("[a-zA-Z0-9\\[\\]:.-]{1,255}(/[a-z0-9]+([._-]+[a-z0-9]+)*)*");

    public ImagePattern {
        text = text.endsWith("/*") ? text.substring(0, text.length() - 2) : text;
        if (!text.equals(ALL) && !SHAPE.matcher(text).matches()) {
            throw new InvalidInputException("'" + Printable.of(text)
                    + "' means no images: write '*', a registry's host, or host/path without a tag");
        }
    }

    /** Whether a repository, written with its registry's host, is meant. */
    public boolean matches(String repository) {
        return text.equals(ALL) || repository.equals(text) || repository.startsWith(text + "/");
    }

    @Override
    public String toString() {
        return text;
    }
}
