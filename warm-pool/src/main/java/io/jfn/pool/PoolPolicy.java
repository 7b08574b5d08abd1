// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/**
 * Decides how many ready sandboxes there should be: as many as one second of the last minute's demand would take, never
 * fewer than the floor nor more than the ceiling, and no more than memory allows.
 *
 * @param floor kept ready without any demand; 0 to {@code ceiling}
 * @param ceiling kept ready at most; up to 4,096
 * @param bound besides these, bound to a function ahead at most; up to 1,024, and 0 turns that off
 */
record PoolPolicy(int floor, int ceiling, int bound) {
    PoolPolicy(int floor, int ceiling) {
        this(floor, ceiling, Math.min(ceiling / 2, 1024));
    }

    PoolPolicy {
        if (ceiling < 0 || ceiling > 4096) {
            throw new IllegalArgumentException(
                    "pool ceiling " + ceiling + " is out of range: it must be 0 to 4096 ready sandboxes");
        }
        if (floor < 0 || floor > ceiling) {
            throw new IllegalArgumentException(
                    "pool floor " + floor + " is out of range: it must be 0 to the ceiling (" + ceiling + ")");
        }
        if (bound < 0 || bound > 1024) {
            throw new IllegalArgumentException(
                    "pool bound " + bound + " is out of range: it must be 0 to 1024 sandboxes bound ahead");
        }
    }

    PoolAction decide(PoolSnapshot now) {
        int target = Math.clamp(now.peakClaims(), floor, ceiling);
        if (now.ready() > target) {
            return new PoolAction.Destroy(now.ready() - target);
        }
        int missing = Math.min(target - now.ready() - now.making(), now.room());
        return missing > 0 ? new PoolAction.Make(missing) : new PoolAction.Nothing();
    }
}
