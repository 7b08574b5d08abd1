// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/** Who may call a function over HTTP. */
public enum CallAuth {
    /** Anybody who reaches the gateway. */
    NONE("none"),
    /** Only who sends the node's bearer token. */
    TOKEN("token");

    private final String label;

    CallAuth(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
