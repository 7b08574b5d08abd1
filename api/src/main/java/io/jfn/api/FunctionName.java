// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.regex.Pattern;

/**
 * The name of a function, unique within its tenant: a DNS label (RFC 1123), so that it can stand in a path, a host
 * name and a file name alike.
 */
public record FunctionName(String value) {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    public FunctionName {
        if (!DNS_LABEL.matcher(value).matches()) {
            throw new InvalidInputException(
                    "function name '" + Printable.of(value)
                            + "' is not valid: use 1 to 63 of a-z, 0-9 and '-', begin with a letter, end with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
