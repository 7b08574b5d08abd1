// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.logging.LogManager;

/**
 * The JDK's log manager without its haste: the usual one drops its handlers as soon as the JVM is told to stop, and what a
 * worker says while it stops with them.
 */
public final class LastingLogManager extends LogManager {
    private static volatile boolean lasting;

    /** Made by {@link LogManager}, which finds its name in a system property. */
    public LastingLogManager() {}

    /** From now on handlers stay. */
    static void last() {
        lasting = true;
    }

    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }
}
