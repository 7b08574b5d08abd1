// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.sandbox.Sandbox;

/**
 * A sandbox with a main process in it.
 *
 * @param sandbox the caller's to close
 * @param started descriptors, the caller's to close, and timings
 * @param poolHit whether a ready sandbox was there
 * @param waitNanos from the claim to a sandbox in hand
 */
record Launched(GuardedSandbox sandbox, Sandbox.Started started, boolean poolHit, long waitNanos) {}
