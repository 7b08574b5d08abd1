// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

/**
 * One operation of a launch.
 *
 * @param name its id in the specification and what it does, for example {@code S9 mount image}; also its error's name
 * @param phase when it runs
 * @param action what it does, on the sandbox thread
 */
record LaunchStep(String name, Phase phase, Action action) {
    /** When a step runs. */
    enum Phase {
        /** Ahead of time, while the sandbox is nobody's. */
        PREPARE,
        /** At the binding to a function, still seeing the host's files. */
        ATTACH,
        /** Inside the new root: loads no class, writes no log. */
        ENTER,
        /** When a claim wants its main process; as {@link #ENTER}. */
        START
    }

    /** What a step does. */
    @FunctionalInterface
    interface Action {
        void run(Launch launch);
    }

    @Override
    public String toString() {
        return phase + " " + name;
    }
}
