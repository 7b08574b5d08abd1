// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A starter whose instances exist only in memory. Single-threaded: it starts at once, or holds each start until the test
 * completes or fails it. Counts the memory of what lives, as a node would.
 */
final class FakeInstanceStarter implements InstanceStarter<String, FakeInstance> {
    final FakeInstance.Answers pauses = new FakeInstance.Answers();
    final FakeInstance.Answers resumes = new FakeInstance.Answers();
    final FakeInstance.Answers stops = new FakeInstance.Answers();
    final ArrayDeque<HeldStart> held = new ArrayDeque<>();
    final Map<String, FakeInstance> alive = new LinkedHashMap<>();
    final Map<String, String> payloads = new LinkedHashMap<>();
    final Map<String, Long> memory = new LinkedHashMap<>();
    boolean atOnce = true;
    Outcome failing;
    int starts;

    @Override
    public CompletionStage<FakeInstance> start(String id, String revision, ResourceLimits limits, GoneListener gone) {
        starts++;
        HeldStart start = new HeldStart(id, gone);
        memory.put(id, limits.memoryBytes());
        payloads.put(id, revision);
        if (failing != null) {
            start.fail(failing);
        } else if (atOnce) {
            start.complete();
        } else {
            held.add(start);
        }
        return start.stage;
    }

    FakeInstance instance(String id) {
        return alive.get(id);
    }

    long memoryInUse() {
        return memory.values().stream().mapToLong(Long::longValue).sum();
    }

    void ended(FakeInstance instance) {
        alive.remove(instance.id);
        memory.remove(instance.id);
    }

    CompletionStage<Void> answer(FakeInstance.Answers how, Runnable effect) {
        return how.answer(() -> {
            if (how.failing) {
                if (how == stops) {
                    effect.run();
                }
                return CompletableFuture.failedFuture(new IllegalStateException("the worker said no"));
            }
            effect.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** A start that has not been answered. */
    final class HeldStart {
        final String id;
        final GoneListener gone;
        final CompletableFuture<FakeInstance> stage = new CompletableFuture<>();

        HeldStart(String id, GoneListener gone) {
            this.id = id;
            this.gone = gone;
        }

        FakeInstance complete() {
            FakeInstance instance = new FakeInstance(id, gone, FakeInstanceStarter.this);
            alive.put(id, instance);
            stage.complete(instance);
            return instance;
        }

        void fail(Outcome outcome) {
            memory.remove(id);
            stage.completeExceptionally(new StartFailedException(outcome, "it never listened"));
        }
    }
}
