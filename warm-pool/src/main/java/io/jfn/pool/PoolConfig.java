// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/**
 * How the pool works.
 *
 * @param policy how many ready sandboxes are kept
 * @param makers threads that make sandboxes ahead; 0 to 16
 * @param launches launches at a time, those waiting come in order; 1 to 1,024
 * @param reapers sandboxes destroyed at a time; 1 to 64
 * @param overheadBytes memory that a sandbox takes besides its limit
 */
record PoolConfig(PoolPolicy policy, int makers, int launches, int reapers, long overheadBytes) {
    /** A parked thread, its namespaces and cgroups: 60 to 290 KiB were measured. */
    static final long OVERHEAD = 1L << 20;

    static final PoolPolicy DEFAULT_POLICY = new PoolPolicy(16, 64);

    PoolConfig {
        range("makers", makers, 0, 16);
        range("launches", launches, 1, 1024);
        range("reapers", reapers, 1, 64);
    }

    static PoolConfig forProcessors(PoolPolicy policy, int processors) {
        return new PoolConfig(policy, Math.min(4, processors), Math.clamp(4L * processors, 1, 64), 4, OVERHEAD);
    }

    private static void range(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "pool: " + what + " is " + value + ": it must be " + least + " to " + most);
        }
    }
}
