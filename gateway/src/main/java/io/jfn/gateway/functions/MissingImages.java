// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.scheduler.InstanceStarter;
import io.jfn.scheduler.StartFailedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Revisions whose image was lost: they are deployed, so that their calls are told why they cannot start. */
public final class MissingImages {
    private final Map<FunctionName, Missing> missing = new ConcurrentHashMap<>();

    void add(Revision revision, String reason) {
        missing.put(revision.name(), new Missing(revision.number(), reason));
    }

    void forget(FunctionName name) {
        missing.remove(name);
    }

    /** A starter that fails such a revision with the reason, and leaves the others to the one given. */
    public <I extends InstanceStarter.RunningInstance> InstanceStarter<Revision, I> guard(
            InstanceStarter<Revision, I> starter) {
        return (String instanceId, Revision revision, ResourceLimits limits, InstanceStarter.GoneListener gone) -> {
            Missing known = missing.get(revision.name());
            return known != null && known.number() == revision.number()
                    ? CompletableFuture.failedFuture(new StartFailedException(Outcome.START_FAILED, known.reason()))
                    : starter.start(instanceId, revision, limits, gone);
        };
    }

    private record Missing(int number, String reason) {}
}
