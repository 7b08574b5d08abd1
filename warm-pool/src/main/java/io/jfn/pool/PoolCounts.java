// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/**
 * The pool's counters.
 *
 * @param ready ready sandboxes, those bound ahead among them
 * @param destroying sandboxes being destroyed
 * @param reservedBytes memory reserved
 * @param created sandboxes made since the start
 * @param destroyed sandboxes destroyed since the start
 */
record PoolCounts(int ready, int destroying, long reservedBytes, long created, long destroyed) {}
