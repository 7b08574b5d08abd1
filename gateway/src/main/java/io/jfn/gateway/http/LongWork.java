// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Problem;
import io.jfn.images.Progress;
import io.smallrye.mutiny.Multi;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A kind of work that takes long, done for its caller at once or event by event; the last event is its result or its problem.
 *
 * @param <R> what comes of it
 * @param <E> what its caller is told on the way
 */
final class LongWork<R, E> {
    private final Executor executor;
    private final Event<R, E> event;

    /** @param event makes an event, mostly a record's constructor */
    LongWork(Executor executor, Event<R, E> event) {
        this.executor = executor;
        this.event = event;
    }

    /** Done by the caller's thread. */
    R now(Work<R> work) {
        return work.carryOut(Progress.NONE);
    }

    /**
     * A stream that begins the work when somebody listens, away from the request's thread. It goes on when its caller goes
     * away: it may be done already, and half of it is nothing.
     */
    Multi<E> inSteps(Work<R> work) {
        return Multi.createFrom()
                .emitter(events -> executor.execute(() -> {
                    try {
                        var steps = new DeploySteps(
                                (name, done, total) -> events.emit(event.of(name, done, total, null, null)));
                        events.emit(event.of(null, 0, 0, work.carryOut(steps), null));
                    } catch (RuntimeException e) {
                        events.emit(event.of(null, 0, 0, null, Problems.of(e)));
                    } finally {
                        events.complete();
                    }
                }));
    }

    /** The work itself. */
    @FunctionalInterface
    interface Work<R> {
        R carryOut(Progress progress);
    }

    /** An event of a step, of the result or of the problem; what it is not of is null or 0. */
    @FunctionalInterface
    interface Event<R, E> {
        E of(@Nullable String step, long done, long total, @Nullable R result, @Nullable Problem problem);
    }
}
