// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.gateway.exchange.Exchange;
import java.util.concurrent.CompletionStage;

/** The way to one main process by its contract; each contract has its own kind. */
public interface Endpoint extends AutoCloseable {
    /**
     * Completes when the function can take its first invocation (http: it listens; lambda: it asked for work); fails when it
     * ended before or {@code patienceMillis} went by.
     */
    CompletionStage<?> ready(int patienceMillis);

    /** Carries out one invocation in the process. Any thread, never blocks; at most the revision's concurrency at a time. */
    void invoke(Exchange exchange);

    /** Closes every connection; invocations under way fail as their exit says. Idempotent, never blocks. */
    @Override
    void close();

    /** Makes the endpoint of a process just started; it takes over {@link MainProcess#listener()}. */
    @FunctionalInterface
    interface Factory {
        Endpoint open(MainProcess process);
    }
}
