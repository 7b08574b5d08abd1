// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An invocation that waits for an instance. Its future is completed without the scheduler's lock. */
final class Waiter<R, I extends InstanceStarter.RunningInstance> {
    static final Comparator<Waiter<?, ?>> BY_DEADLINE =
            Comparator.<Waiter<?, ?>>comparingLong(w -> w.deadline).thenComparingLong(w -> w.number);

    final CompletableFuture<Lease<I>> future;
    final FunctionPool<R, I> pool;
    final long number;
    final long since;
    final long deadline;

    Waiter(FunctionPool<R, I> pool, long number, long since, long deadline, Consumer<Waiter<R, I>> cancelled) {
        this.pool = pool;
        this.number = number;
        this.since = since;
        this.deadline = deadline;
        this.future = new Place<>(() -> cancelled.accept(this));
    }

    /** A future whose cancellation gives up the place in the queue. */
    private static final class Place<T> extends CompletableFuture<T> {
        private final Runnable cancelled;

        Place(Runnable cancelled) {
            this.cancelled = cancelled;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean done = super.cancel(mayInterrupt);
            cancelled.run();
            return done;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }
}
