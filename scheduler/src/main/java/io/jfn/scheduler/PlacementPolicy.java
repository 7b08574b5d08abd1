// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * How an invocation gets an instance: the free one used most recently, so that the others grow old and expire; else a
 * paused one, by the same rule; else a new one, while the function has fewer than its maximum; else it waits.
 */
final class PlacementPolicy {
    private PlacementPolicy() {}

    /** How many paused instances to resume, of {@code paused} that there are. */
    static int resumes(PlacementSnapshot s, int paused) {
        return Math.min(paused, missing(s));
    }

    /** How many instances to start, once no paused one is left or wanted. */
    static int starts(PlacementSnapshot s) {
        if (s.backingOff()) {
            return 0;
        }
        int wanted = Math.min(Math.max(missing(s), s.min() - s.live()), s.max() - s.live());
        boolean nothingProven = s.failedStarts() > 0 && s.live() == s.starting();
        // After a failure one start tries the ground for all.
        return Math.max(0, nothingProven ? Math.min(wanted, 1 - s.starting()) : wanted);
    }

    private static int missing(PlacementSnapshot s) {
        long uncovered = s.queued() - (long) s.coming() * s.concurrency();
        return uncovered <= 0 ? 0 : (int) Math.ceilDiv(uncovered, s.concurrency());
    }
}
