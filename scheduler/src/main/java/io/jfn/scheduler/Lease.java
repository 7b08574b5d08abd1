// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;

/**
 * The right to run one invocation in one instance. Its holder ends it by exactly one of {@link #release} and
 * {@link #discard}; every further call of either is harmless.
 *
 * @param <I> the starter's kind of instance
 */
public interface Lease<I> {
    I instance();

    /** The scheduler's id of the instance, as given to the starter. */
    String instanceId();

    int revision();

    /** Whether the invocation waited for this instance to start. */
    boolean coldStart();

    /** Nanoseconds the invocation waited before the start of the instance began, or until a free one came. */
    long queuedNanos();

    /** Nanoseconds the invocation waited while its instance started; 0 unless {@link #coldStart}. */
    long startNanos();

    /** The invocation is over and the instance can take another. */
    void release();

    /**
     * The invocation is over and the instance must end. It takes no further invocation and is stopped at once when
     * this was its only one or {@code why} says that its process is gone; else when its last invocation is over.
     */
    void discard(Outcome why);
}
