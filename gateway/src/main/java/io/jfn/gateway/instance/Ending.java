// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.gateway.instance.MainProcess.Exit;

/** How a main process ended, told to people. */
record Ending(Exit exit, ResourceLimits limits) {
    /** The outcome of an invocation that waited for this process to be ready. */
    Outcome ofStart() {
        if (exit.oomKilled()) {
            return Outcome.OUT_OF_MEMORY;
        }
        return unknown() ? Outcome.REJECTED_UNAVAILABLE : Outcome.START_FAILED;
    }

    /** For example {@code out of memory, limit 48 MiB, peak 48 MiB}. */
    String cause() {
        if (exit.oomKilled()) {
            return "out of memory, limit " + mib(limits.memoryBytes()) + ", peak "
                    + mib(exit.usage().memoryPeakBytes());
        }
        if (unknown()) {
            return "the worker went away";
        }
        return exit.signal() != 0 ? "ended by " + SignalName.of(exit.signal()) : "exit code " + exit.exitCode();
    }

    /** What to do about it. */
    String wayOut() {
        if (exit.oomKilled()) {
            return "raise 'memory' or use less";
        }
        return unknown() ? "call again" : "its log says more";
    }

    private boolean unknown() {
        return exit.exitCode() < 0 && exit.signal() == 0;
    }

    private static String mib(long bytes) {
        return (bytes + ResourceLimits.MIB / 2) / ResourceLimits.MIB + " MiB";
    }
}
