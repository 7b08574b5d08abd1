// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.worker.Usage;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An instance that records what is asked of it. Answers at once, or when the test says so. */
final class FakeInstance implements InstanceStarter.RunningInstance {
    final String id;
    final AtomicInteger inUse = new AtomicInteger();
    final CompletableFuture<Void> stopped;
    volatile boolean paused;
    volatile boolean stopAsked;
    volatile long stopGrace = -1;

    private final InstanceStarter.GoneListener listener;
    private final FakeInstanceStarter starter;

    FakeInstance(String id, InstanceStarter.GoneListener listener, FakeInstanceStarter starter) {
        this.id = id;
        this.listener = listener;
        this.starter = starter;
        this.stopped = new CompletableFuture<>();
    }

    void end(String reason) {
        listener.gone(reason);
    }

    @Override
    public CompletionStage<Void> pause() {
        return starter.answer(starter.pauses, () -> paused = true);
    }

    @Override
    public CompletionStage<Void> resume() {
        return starter.answer(starter.resumes, () -> paused = false);
    }

    @Override
    public CompletionStage<Void> stop(long graceMillis) {
        if (stopAsked) {
            throw new AssertionError(id + " is stopped twice");
        }
        stopAsked = true;
        stopGrace = graceMillis;
        CompletionStage<Void> answer = starter.answer(starter.stops, () -> starter.ended(this));
        answer.whenComplete((_, _) -> stopped.complete(null));
        return answer;
    }

    @Override
    public CompletionStage<Usage> usage() {
        return CompletableFuture.completedFuture(Usage.NONE);
    }

    /** How one kind of request is answered. */
    static final class Answers {
        volatile boolean atOnce = true;
        volatile boolean failing;
        final ArrayDeque<Runnable> held = new ArrayDeque<>();

        void answerAll() {
            while (!held.isEmpty()) {
                held.removeFirst().run();
            }
        }

        CompletionStage<Void> answer(Supplier<CompletionStage<Void>> effect) {
            if (atOnce) {
                return effect.get();
            }
            CompletableFuture<Void> later = new CompletableFuture<>();
            held.add(() -> effect.get().whenComplete((_, e) -> {
                if (e == null) {
                    later.complete(null);
                } else {
                    later.completeExceptionally(e);
                }
            }));
            return later;
        }
    }
}
