// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.function.Consumer;

/** What a launch does on its caller's thread when it has to wait. */
@FunctionalInterface
interface Meanwhile {
    /** Does other work; called once or more. */
    void run();

    /** As {@link #run}, while a sandbox starts its main process: from now on it may be connected to. */
    default void starting(GuardedSandbox sandbox) {
        run();
    }

    /** This one, that first tells of the sandbox that starts. */
    default Meanwhile telling(Consumer<GuardedSandbox> starts) {
        Meanwhile rest = this;
        return new Meanwhile() {
            @Override
            public void run() {
                rest.run();
            }

            @Override
            public void starting(GuardedSandbox sandbox) {
                starts.accept(sandbox);
                rest.starting(sandbox);
            }
        };
    }
}
