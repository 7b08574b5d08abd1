// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.regex.Pattern;

/** The SHA-256 of content, written {@code sha256:} and 64 lower-case hex digits (OCI image-spec, descriptor.md). */
public record Digest(String value) {
    static final String PREFIX = "sha256:";

    private static final Pattern SHA256 = Pattern.compile(PREFIX + "[0-9a-f]{64}");

    public Digest {
        if (!SHA256.matcher(value).matches()) {
            throw new InvalidInputException(
                    "digest '" + Printable.of(value) + "' is not 'sha256:' and 64 lower-case hex digits");
        }
    }

    /** The 64 hex digits alone, fit to be a file name. */
    public String hex() {
        return value.substring(PREFIX.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
