// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/**
 * What the pool looks like at one moment.
 *
 * @param ready ready sandboxes
 * @param making sandboxes being made ahead now
 * @param peakClaims most claims that came within one second of the last minute
 * @param room sandboxes that the memory budget could still hold, none of them started
 */
record PoolSnapshot(int ready, int making, int peakClaims, int room) {}
