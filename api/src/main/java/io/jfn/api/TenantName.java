// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.regex.Pattern;

/** The owner of functions; no two tenants share a layer tree, a sandbox or a log. A DNS label like a function's name. */
public record TenantName(String value) {
    // Before DEFAULT, whose constructor needs it.
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** The one tenant of a node that was not told of others. */
    public static final TenantName DEFAULT = new TenantName("default");

    public TenantName {
        if (!DNS_LABEL.matcher(value).matches()) {
            throw new InvalidInputException("tenant name '" + Printable.of(value) + "' is not a DNS label");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
