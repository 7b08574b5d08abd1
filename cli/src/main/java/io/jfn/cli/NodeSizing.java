// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import org.jspecify.annotations.Nullable;

/**
 * How much of the machine a node may have; what is absent is the worker's to choose.
 *
 * @param memoryBytes memory of all instances together
 * @param poolFloor ready sandboxes kept without demand
 * @param poolCeiling ready sandboxes kept at most
 * @param machineBytes the machine's memory
 */
record NodeSizing(
        @Nullable Long memoryBytes,
        @Nullable Integer poolFloor,
        @Nullable Integer poolCeiling,
        long machineBytes) {
    private static final long SMALLEST_HEAP_MIB = 256;
    private static final long LARGEST_HEAP_MIB = 1024;

    /** A sixteenth of the machine between 256 MiB and 1 GiB: tables and streams are small, a thousand queued bodies are not. */
    long gatewayHeapMib() {
        return Math.clamp(machineBytes / 16 / (1 << 20), SMALLEST_HEAP_MIB, LARGEST_HEAP_MIB);
    }
}
