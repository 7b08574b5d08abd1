// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/** What becomes of an idle instance: it is paused after a short grace and expires after a fixed time. */
final class KeepAlivePolicy {
    private KeepAlivePolicy() {}

    enum Action {
        KEEP,
        PAUSE,
        EXPIRE
    }

    /**
     * An idle instance.
     *
     * @param idleNanos how long it has been idle
     * @param pausable whether it runs and can be paused
     * @param surplus whether the function has more instances than it keeps at least
     */
    record Idle(long idleNanos, boolean pausable, boolean surplus) {}

    static Action decide(Idle idle, long pauseGraceNanos, long keepAliveNanos) {
        if (idle.surplus() && idle.idleNanos() >= keepAliveNanos) {
            return Action.EXPIRE;
        }
        return idle.pausable() && idle.idleNanos() >= pauseGraceNanos ? Action.PAUSE : Action.KEEP;
    }

    /** In how many nanoseconds to ask again, when nothing else happens; {@code Long.MAX_VALUE} for never. */
    static long askAgainIn(Idle idle, long pauseGraceNanos, long keepAliveNanos) {
        long pause = idle.pausable() ? pauseGraceNanos - idle.idleNanos() : Long.MAX_VALUE;
        long expire = idle.surplus() ? keepAliveNanos - idle.idleNanos() : Long.MAX_VALUE;
        return Math.max(0, Math.min(pause, expire));
    }
}
