// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.FunctionSpec;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.jfn.scheduler.StartFailedException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How a main process of a function ended: the one place that says it, to callers and in logs. */
public record Ending(Exit exit, FunctionSpec spec) {
    private static final double MIB = ResourceLimits.MIB;

    /** The outcome of an invocation that waited for this process to be ready. */
    public Outcome ofStart() {
        if (exit.oomKilled()) {
            return Outcome.OUT_OF_MEMORY;
        }
        return unknown() ? Outcome.REJECTED_UNAVAILABLE : Outcome.START_FAILED;
    }

    /** The outcome of an invocation that this process was carrying out. */
    public Outcome ofCall() {
        return exit.oomKilled() ? Outcome.OUT_OF_MEMORY : Outcome.CRASHED;
    }

    /** For example {@code out of memory, limit 48 MiB, peak 48 MiB}. */
    public String cause() {
        if (exit.oomKilled()) {
            return "out of memory, limit " + mib(spec.limits().memoryBytes()) + ", peak "
                    + mib(exit.usage().memoryPeakBytes());
        }
        if (unknown()) {
            return "the worker went away";
        }
        return exit.signal() != 0 ? "ended by " + SignalName.of(exit.signal()) : "exit code " + exit.exitCode();
    }

    /** What to do about it. */
    public String wayOut() {
        if (exit.oomKilled()) {
            return "raise 'memory' or use less";
        }
        return unknown() ? "call again" : "its last lines are in 'jfn logs " + spec.name() + "'";
    }

    /** Why an instance is not ready whose process this was; who hears it knows which instance is meant. */
    public StartFailedException beforeReady() {
        return new StartFailedException(ofStart(), "it ended before it was ready: " + cause() + "; " + wayOut());
    }

    /** The numbers behind it, as members of a problem document. */
    public Map<String, Object> facts() {
        var facts = new HashMap<String, Object>();
        facts.put("memoryLimitBytes", spec.limits().memoryBytes());
        facts.put("memoryPeakBytes", exit.usage().memoryPeakBytes());
        if (exit.signal() != 0) {
            facts.put("signal", SignalName.of(exit.signal()));
        } else if (exit.exitCode() >= 0) {
            facts.put("exitCode", exit.exitCode());
        }
        return facts;
    }

    private boolean unknown() {
        return exit.exitCode() < 0 && exit.signal() == 0;
    }

    private static String mib(long bytes) {
        double mib = bytes / MIB;
        return mib == Math.rint(mib) ? (long) mib + " MiB" : String.format(Locale.ROOT, "%.1f MiB", mib);
    }
}
