// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * What an operator can set of a node's scheduler.
 *
 * @param memoryBytes memory that all instances together may reserve; more than 0
 * @param queueLength invocations per function that may wait beyond those an instance is starting for; 0 or more
 * @param pauseGraceMillis how long an instance is idle before it is paused; 0 or more
 * @param stopGraceMillis how long an expired or replaced instance may take to end by itself; 0 or more
 * @param startBackoffMillis pause after a first failed start of a function, doubled by each further one; 1 or more
 * @param startBackoffMaxMillis the longest such pause
 * @param memoryPatienceMillis how long a function waits for memory before busy functions must yield idle instances
 *     to it instead of serving their own younger invocations
 */
public record SchedulerConfig(
        long memoryBytes,
        int queueLength,
        long pauseGraceMillis,
        long stopGraceMillis,
        long startBackoffMillis,
        long startBackoffMaxMillis,
        long memoryPatienceMillis) {

    public SchedulerConfig {
        atLeast("memoryBytes", memoryBytes, 1);
        atLeast("queueLength", queueLength, 0);
        atLeast("pauseGraceMillis", pauseGraceMillis, 0);
        atLeast("stopGraceMillis", stopGraceMillis, 0);
        atLeast("startBackoffMillis", startBackoffMillis, 1);
        atLeast("startBackoffMaxMillis", startBackoffMaxMillis, startBackoffMillis);
        atLeast("memoryPatienceMillis", memoryPatienceMillis, 0);
    }

    /** The defaults for a node whose instances may have {@code memoryBytes} together. */
    public static SchedulerConfig withMemory(long memoryBytes) {
        return new SchedulerConfig(memoryBytes, 1000, 50, 2000, 100, 5000, 1000);
    }

    private static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("scheduler " + what + " is " + value + " but must be at least " + least);
        }
    }
}
