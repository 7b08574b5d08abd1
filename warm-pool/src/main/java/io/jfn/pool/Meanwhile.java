// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** What a launch does on its caller's thread when it has to wait. */
@FunctionalInterface
interface Meanwhile {
    /** Does other work; called once or more. */
    void run();

    /** As {@link #run}, while a sandbox starts its main process: from now on it may be connected to. */
    default void starting(GuardedSandbox sandbox) {
        run();
    }
}
