// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;

/**
 * A function at one moment; the counts are of its current revision's instances.
 *
 * @param queued invocations that wait for an instance
 * @param busy instances with at least one invocation
 * @param failedStarts starts that failed since an instance last answered an invocation
 * @param backingOff whether the next start waits after a failed one
 */
public record FunctionSnapshot(
        FunctionName function,
        int revision,
        int queued,
        int starting,
        int busy,
        int idle,
        int paused,
        int failedStarts,
        boolean backingOff) {}
