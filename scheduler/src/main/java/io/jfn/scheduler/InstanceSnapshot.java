// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import org.jspecify.annotations.Nullable;

/**
 * An instance at one moment.
 *
 * @param active invocations running in it
 * @param completed invocations it has answered
 * @param startedAtNanos when its start began, in the ticker's time
 * @param ageNanos how long ago that was
 * @param coldStartNanos how long its start took; 0 while it starts
 * @param memoryBytes what it reserves of the node's memory
 * @param instance the starter's own; null while it starts
 */
public record InstanceSnapshot<I>(
        String id,
        FunctionName function,
        int revision,
        InstanceState state,
        int active,
        long completed,
        long startedAtNanos,
        long ageNanos,
        long coldStartNanos,
        long memoryBytes,
        @Nullable I instance) {}
