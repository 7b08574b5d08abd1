// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * What the placement decision looks at, of one function's current revision.
 *
 * @param queued invocations that wait
 * @param coming instances that will take some of them soon: starting, or being resumed
 * @param starting those of {@code coming} that start
 * @param live instances that take invocations now or soon; ending and replaced ones do not count
 * @param min instances to keep
 * @param max instances at most
 * @param concurrency invocations one instance takes at a time
 * @param failedStarts starts that failed since an instance last answered an invocation
 * @param backingOff whether the pause after a failed start lasts
 */
record PlacementSnapshot(
        int queued,
        int coming,
        int starting,
        int live,
        int min,
        int max,
        int concurrency,
        int failedStarts,
        boolean backingOff) {}
