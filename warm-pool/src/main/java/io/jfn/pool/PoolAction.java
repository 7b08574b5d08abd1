// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** What the pool is to do next. */
sealed interface PoolAction {
    /** Make this many more ready sandboxes; 1 or more. */
    record Make(int count) implements PoolAction {}

    /** Destroy this many ready sandboxes; 1 or more. */
    record Destroy(int count) implements PoolAction {}

    /** Leave it as it is. */
    record Nothing() implements PoolAction {}
}
