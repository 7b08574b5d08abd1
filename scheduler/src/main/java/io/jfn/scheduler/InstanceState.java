// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/** What an instance is doing, as the API shows it. */
public enum InstanceState {
    STARTING("starting"),
    BUSY("busy"),
    IDLE("idle"),
    PAUSED("paused"),
    /** It takes no further invocation: it finishes what it has, or is ending. */
    DRAINING("draining");

    private final String label;

    InstanceState(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
