// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * A node as {@code GET /v1/node} shows it.
 *
 * @param version jfn's version
 * @param node the node's id
 * @param workerConnected whether the worker answers
 * @param cgroups {@code v1}, {@code v2} or {@code hybrid}
 * @param readySandboxes sandboxes made ahead that belong to nobody
 * @param instances instances that exist
 * @param functions functions deployed
 * @param queued invocations that wait for an instance
 * @param memoryBudgetBytes memory that instances may have together
 * @param memoryReservedBytes memory that instances have been promised
 * @param draining whether the node is stopping
 */
public record NodeStatus(
        String version,
        String node,
        boolean workerConnected,
        String cgroups,
        int readySandboxes,
        int instances,
        int functions,
        int queued,
        long memoryBudgetBytes,
        long memoryReservedBytes,
        boolean draining) {}
