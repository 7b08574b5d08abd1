// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.Outcome;

/** Where the invocation path counts. Called on event loops, so nothing here blocks or looks anything up per call. */
public interface InvocationMetrics {
    /** What counts for one deployed function; asked for once per revision and then kept. */
    ForFunction of(String function);

    /** What counts calls of functions that do not exist, all together: callers make up names without end. */
    ForFunction ofNone();

    /** The counters of one function. */
    interface ForFunction {
        /** An invocation is over. {@code nanos} is its time from arrival to the end of the reply. */
        void invoked(Outcome outcome, boolean cold, long nanos);

        /** An invocation had to wait for an instance to start. */
        void coldStart(long queueNanos, long claimNanos, long startNanos);
    }
}
