// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.linux.cgroup.SandboxCgroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * S30: removes the control groups of ended sandboxes, gives their user ids back, and keeps those that the kernel still
 * holds for another try. Guarded by itself.
 */
final class Graveyard {
    private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long FIRST_PAUSE = 50_000;
    private static final long LONGEST_PAUSE = 5_000_000;
    private static final long AT_THE_END = TimeUnit.SECONDS.toNanos(5);

    private final UserIds userIds;
    private final Queue<Grave> open = new ArrayDeque<>();

    Graveyard(UserIds userIds) {
        this.userIds = userIds;
    }

    /** Tries for a moment, since a thread of the sandbox may be just about to leave; then later again. */
    void bury(SandboxCgroup cgroup, int userId) {
        var grave = new Grave(cgroup, userId);
        if (!tryFor(grave, AT_ONCE)) {
            synchronized (this) {
                open.add(grave);
            }
        }
    }

    /** One more try for each that is left. */
    void tryAgain() {
        List<Grave> all;
        synchronized (this) {
            if (open.isEmpty()) {
                return;
            }
            all = new ArrayList<>(open);
        }
        all.removeIf(grave -> !close(grave));
        synchronized (this) {
            open.removeAll(all);
        }
    }

    void finish() {
        long until = System.nanoTime() + AT_THE_END;
        while (size() > 0 && System.nanoTime() < until) {
            tryAgain();
            LockSupport.parkNanos(LONGEST_PAUSE);
        }
    }

    synchronized int size() {
        return open.size();
    }

    private boolean tryFor(Grave grave, long nanos) {
        long until = System.nanoTime() + nanos;
        for (long pause = FIRST_PAUSE; !close(grave); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(pause);
        }
        return true;
    }

    private boolean close(Grave grave) {
        if (!grave.cgroup.remove()) {
            return false;
        }
        userIds.giveBack(grave.userId);
        return true;
    }

    private record Grave(SandboxCgroup cgroup, int userId) {}
}
