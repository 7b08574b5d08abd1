// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

/** What a process of a node does. */
enum NodeRole {
    WORKER("worker"),
    GATEWAY("gateway"),
    /** The {@code jfn up --foreground} that restarts the other two. */
    SUPERVISOR("supervisor");

    private final String label;

    NodeRole(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
