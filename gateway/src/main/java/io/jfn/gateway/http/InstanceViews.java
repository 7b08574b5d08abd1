// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.InstanceView;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.scheduler.InstanceSnapshot;
import io.jfn.scheduler.Scheduler;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Instances as the API shows them, with what each uses now as far as the worker tells in time. */
@Singleton
final class InstanceViews {
    private static final long PATIENCE_MILLIS = 500;

    private final Scheduler<Revision, FunctionInstance> scheduler;
    private final InstantSource clock;

    InstanceViews(Scheduler<Revision, FunctionInstance> scheduler, InstantSource clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Blocks for as long as the worker is given to answer. */
    List<InstanceView> of(Predicate<InstanceSnapshot<FunctionInstance>> wanted) {
        // All are asked before one is waited for.
        var asked = scheduler.instances().stream().filter(wanted).map(this::ask).toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<InstanceView> ask(InstanceSnapshot<FunctionInstance> one) {
        FunctionInstance instance = one.instance();
        long startedAtMillis = clock.millis() - TimeUnit.NANOSECONDS.toMillis(one.ageNanos());
        CompletableFuture<Usage> usage = instance == null
                ? CompletableFuture.completedFuture(Usage.NONE)
                : instance.usage()
                        .exceptionally(_ -> Usage.NONE)
                        .toCompletableFuture()
                        .copy()
                        .completeOnTimeout(Usage.NONE, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        return usage.thenApply(used -> view(one, startedAtMillis, used));
    }

    private static InstanceView view(InstanceSnapshot<FunctionInstance> one, long startedAtMillis, Usage used) {
        return new InstanceView(
                one.id(),
                one.function().value(),
                one.revision(),
                one.state().toString(),
                one.active(),
                one.completed(),
                startedAtMillis,
                TimeUnit.NANOSECONDS.toMicros(one.coldStartNanos()),
                used.memoryBytes(),
                used.memoryPeakBytes(),
                used.cpuMicros(),
                used.throttledMicros());
    }
}
