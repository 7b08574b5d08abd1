// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Syscalls;
import java.util.ArrayDeque;
import java.util.Deque;

/** The descriptors a launch has open, closed in reverse order when it fails or its sandbox ends. Guarded by itself. */
final class Descriptors {
    private final Syscalls kernel;
    private final Deque<Integer> open = new ArrayDeque<>();

    Descriptors(Syscalls kernel) {
        this.kernel = kernel;
    }

    synchronized int keep(int descriptor) {
        open.push(descriptor);
        return descriptor;
    }

    /** Closes it now; nothing when it is not kept. */
    void close(int descriptor) {
        if (giveAway(descriptor)) {
            kernel.close(descriptor);
        }
    }

    /** It is somebody else's to close from now on; whether it was kept. */
    synchronized boolean giveAway(int descriptor) {
        return open.removeFirstOccurrence(descriptor);
    }

    void closeAll() {
        while (true) {
            Integer next;
            synchronized (this) {
                next = open.poll();
            }
            if (next == null) {
                return;
            }
            kernel.close(next);
        }
    }

    synchronized int count() {
        return open.size();
    }
}
