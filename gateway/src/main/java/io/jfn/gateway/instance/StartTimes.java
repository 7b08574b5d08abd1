// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

/**
 * Where the time of an instance's start went, in nanoseconds.
 *
 * @param poolHit whether a ready sandbox was there
 * @param waitNanos from the claim's arrival at the worker to a sandbox in hand
 * @param bindNanos attaching the image and entering it
 * @param spawnNanos limits, credentials, filters and the spawn itself
 * @param claimNanos from sending the claim to its answer, so the three above and the way there and back
 * @param readyNanos from the claim's answer until the function could take its first invocation
 */
public record StartTimes(
        boolean poolHit, long waitNanos, long bindNanos, long spawnNanos, long claimNanos, long readyNanos) {}
