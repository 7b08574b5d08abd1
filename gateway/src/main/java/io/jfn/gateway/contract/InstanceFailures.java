// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.instance.MainProcess;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.jfn.gateway.instance.SignalName;
import io.jfn.scheduler.StartFailedException;
import java.util.HashMap;
import java.util.Map;

/** How the failures of one instance are mapped and told, the same in every contract. */
public record InstanceFailures(MainProcess process) {
    private static final double MIB = 1 << 20;

    /** The invocation's failure when the main process ended before its reply was complete. */
    public Failure ended(Exit exit) {
        return new Failure(
                exit.oomKilled() ? Outcome.OUT_OF_MEMORY : Outcome.CRASHED,
                exit.oomKilled()
                        ? who() + " ran out of memory: " + memory(exit)
                        : who() + " crashed: its main process " + way(exit)
                                + " before the reply was complete; its last lines are in 'jfn logs "
                                + process.revision().name() + "'",
                facts(exit));
    }

    /** The invocation's failure when the process lives but did not answer as its contract wants. */
    public Failure misbehaved(String what) {
        return misbehaved(what, Map.of());
    }

    public Failure misbehaved(String what, Map<String, Object> facts) {
        return new Failure(Outcome.FUNCTION_ERROR, who() + " " + what, facts);
    }

    /** Why an instance is not ready whose main process ended. */
    public StartFailedException endedBeforeReady(Exit exit) {
        return exit.oomKilled()
                ? new StartFailedException(
                        Outcome.OUT_OF_MEMORY, who() + " ran out of memory while it started: " + memory(exit))
                : notReady(
                        "its main process " + way(exit) + " before it could take an invocation; its last lines are in"
                                + " 'jfn logs " + process.revision().name() + "'");
    }

    /** Why an instance is not ready; who hears it knows which instance is meant. */
    public StartFailedException notReady(String reason) {
        return new StartFailedException(Outcome.START_FAILED, reason);
    }

    /** The function and its instance, to begin a sentence with. */
    public String who() {
        return "function '" + process.revision().name() + "' (instance " + process.instanceId() + ")";
    }

    private String memory(Exit exit) {
        return "the kernel ended it at its limit of " + mib(limit()) + ", its peak was "
                + mib(exit.usage().memoryPeakBytes()) + "; raise its memory limit or let it use less";
    }

    private static String way(Exit exit) {
        if (exit.signal() != 0) {
            return "was ended by " + SignalName.of(exit.signal());
        }
        return exit.exitCode() >= 0 ? "ended with exit code " + exit.exitCode() : "ended, nobody knows how,";
    }

    private Map<String, Object> facts(Exit exit) {
        var facts = new HashMap<String, Object>();
        facts.put("memoryLimitBytes", limit());
        facts.put("memoryPeakBytes", exit.usage().memoryPeakBytes());
        if (exit.signal() != 0) {
            facts.put("signal", SignalName.of(exit.signal()));
        } else if (exit.exitCode() >= 0) {
            facts.put("exitCode", exit.exitCode());
        }
        return facts;
    }

    private long limit() {
        return process.revision().spec().limits().memoryBytes();
    }

    private static String mib(long bytes) {
        double mib = bytes / MIB;
        return mib == Math.rint(mib) ? (long) mib + " MiB" : String.format(java.util.Locale.ROOT, "%.1f MiB", mib);
    }
}
