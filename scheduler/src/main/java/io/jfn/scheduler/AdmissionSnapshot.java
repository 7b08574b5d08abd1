// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * What the admission decision looks at, when nothing is free for an invocation and what can be started was started.
 *
 * @param ahead invocations of the function that wait already
 * @param queueLength how many may wait beyond those that an instance is coming for
 * @param comingPlaces invocations that coming instances will take
 * @param live instances of the function that take invocations now or soon
 * @param backingOff whether the function's next start waits after a failed one, not for memory
 * @param memoryMayReturn whether anything on the node runs or ends, so that its memory can become free
 * @param fitsNode whether the node's whole memory would do for one instance
 */
record AdmissionSnapshot(
        int ahead,
        int queueLength,
        long comingPlaces,
        int live,
        boolean backingOff,
        boolean memoryMayReturn,
        boolean fitsNode) {}
