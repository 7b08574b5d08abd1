// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A gateway's claim on a sandbox, from its Claim to its end. Orders about it are carried out in the order they came, by its
 * {@link Mailbox}.
 */
final class Lease {
    private final long number;
    private final Mailbox orders = new Mailbox();
    private final CompletableFuture<GuardedSandbox> starting = new CompletableFuture<>();
    private final CompletableFuture<GuardedSandbox> started = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();

    Lease(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    Mailbox orders() {
        return orders;
    }

    /** Completes with the sandbox that starts its main process, or as {@link #started} does when it does not come to that. */
    CompletableFuture<GuardedSandbox> starting() {
        return starting;
    }

    /** Completes with the running sandbox, or fails with {@link NoSuchLeaseException} when the claim failed. */
    CompletableFuture<GuardedSandbox> started() {
        return started;
    }

    /** The running sandbox, for orders, which come after the claim. */
    GuardedSandbox sandbox() {
        return of(started);
    }

    /** The sandbox that runs or starts its main process. */
    GuardedSandbox connectable() {
        return of(starting);
    }

    private GuardedSandbox of(CompletableFuture<GuardedSandbox> stage) {
        if (over.get() || !stage.isDone() || stage.isCompletedExceptionally()) {
            throw new NoSuchLeaseException(number);
        }
        return stage.join();
    }

    /** True for the first caller. */
    boolean end() {
        return over.compareAndSet(false, true);
    }
}
