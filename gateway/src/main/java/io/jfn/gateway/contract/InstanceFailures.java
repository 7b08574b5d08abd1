// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.instance.Ending;
import io.jfn.gateway.instance.MainProcess;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.jfn.scheduler.StartFailedException;
import java.util.Map;

/** How the failures of one instance are mapped and told, the same in every contract. */
public record InstanceFailures(MainProcess process) {
    /** The invocation's failure when the main process ended before its reply was complete. */
    public Failure ended(Exit exit) {
        Ending ending = ending(exit);
        return new Failure(
                ending.ofCall(),
                who() + " ended before the reply was complete: " + ending.cause() + "; " + ending.wayOut(),
                ending.facts());
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
        return ending(exit).beforeReady();
    }

    /** Why an instance is not ready; who hears it knows which instance is meant. */
    public StartFailedException notReady(String reason) {
        return new StartFailedException(Outcome.START_FAILED, reason);
    }

    /** The function and its instance, to begin a sentence with. */
    public String who() {
        return "function '" + process.revision().name() + "' (instance " + process.instanceId() + ")";
    }

    private Ending ending(Exit exit) {
        return new Ending(exit, process.revision().spec());
    }
}
