// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * The node's totals at one moment.
 *
 * @param functions functions deployed
 * @param instances instances that exist, draining ones included
 * @param active invocations that hold a lease
 * @param queued invocations that wait for an instance
 * @param memoryBudgetBytes memory that instances may reserve together
 * @param memoryReservedBytes memory that they have reserved
 * @param draining whether the node is stopping
 */
public record SchedulerSnapshot(
        int functions,
        int instances,
        int active,
        int queued,
        long memoryBudgetBytes,
        long memoryReservedBytes,
        boolean draining) {}
