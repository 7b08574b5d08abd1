// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Problem;
import io.jfn.images.Progress;
import io.smallrye.mutiny.Multi;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Work that takes long, answered event by event; the last one is its result or its problem. */
final class LongWork {
    private LongWork() {}

    /**
     * A stream that begins the work when somebody listens, away from the request's thread. It goes on when its caller goes
     * away: it may be done already, and half of it is nothing.
     *
     * @param work does it and makes the last event
     * @param step makes an event of a step
     * @param failed makes the last event of a problem
     */
    static <E> Multi<E> stream(
            Executor executor, Function<Progress, E> work, StepEvent<E> step, Function<Problem, E> failed) {
        return Multi.createFrom()
                .emitter(events -> executor.execute(() -> {
                    try {
                        var steps = new DeploySteps((name, done, total) -> events.emit(step.of(name, done, total)));
                        events.emit(work.apply(steps));
                    } catch (RuntimeException e) {
                        events.emit(failed.apply(Problems.of(e)));
                    } finally {
                        events.complete();
                    }
                }));
    }

    /** Makes an event of a step. */
    @FunctionalInterface
    interface StepEvent<E> {
        E of(String step, long done, long total);
    }
}
