// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * An instance as the API shows it.
 *
 * @param id the instance's id, unique on its node
 * @param function the function it runs
 * @param revision the revision it runs
 * @param state {@code starting}, {@code busy}, {@code idle}, {@code paused} or {@code draining}
 * @param active invocations running in it now
 * @param completed invocations it has answered
 * @param startedAtMillis wall clock of its start
 * @param coldStartMicros how long it took from the claim to ready
 * @param memoryBytes memory in use by the kernel's account, 0 when not known
 * @param memoryPeakBytes the most it ever used
 * @param cpuMicros CPU time used
 * @param throttledMicros time its CPU quota held it back
 */
public record InstanceView(
        String id,
        String function,
        int revision,
        String state,
        int active,
        long completed,
        long startedAtMillis,
        long coldStartMicros,
        long memoryBytes,
        long memoryPeakBytes,
        long cpuMicros,
        long throttledMicros) {}
