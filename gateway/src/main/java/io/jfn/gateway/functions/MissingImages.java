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
import org.jspecify.annotations.Nullable;

/**
 * Revisions without an image, because it was lost or their record in the registry cannot be read: they are deployed, so that
 * their calls are told why they cannot start.
 */
public final class MissingImages {
    private final Map<FunctionName, Missing> missing = new ConcurrentHashMap<>();

    void add(Revision revision, String reason) {
        missing.put(revision.name(), new Missing(revision.number(), reason));
    }

    /** Why a revision cannot start; null when it can as far as is known here. */
    public @Nullable String reason(Revision revision) {
        Missing known = missing.get(revision.name());
        return known != null && known.number() == revision.number() ? known.reason() : null;
    }

    void forget(FunctionName name) {
        missing.remove(name);
    }

    /** A starter that fails such a revision with the reason, and leaves the others to the one given. */
    public <I extends InstanceStarter.RunningInstance> InstanceStarter<Revision, I> guard(
            InstanceStarter<Revision, I> starter) {
        return (String instanceId, Revision revision, ResourceLimits limits, InstanceStarter.GoneListener gone) -> {
            String reason = reason(revision);
            return reason == null
                    ? starter.start(instanceId, revision, limits, gone)
                    : CompletableFuture.failedFuture(new StartFailedException(Outcome.START_FAILED, reason));
        };
    }

    private record Missing(int number, String reason) {}
}
