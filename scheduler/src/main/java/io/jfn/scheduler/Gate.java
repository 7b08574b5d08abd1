// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lock of a scheduler, with the calls to others that wait until it is free again. What is decided under the lock
 * is carried out after it: {@link #later} notes a call, {@link #leave} gives the lock back and makes the noted calls.
 *
 * <p>A noted call may enter the gate again; from a certain depth on its own noted calls are left to the frame below,
 * so that a long queue of invocations that end at once can not overflow the stack.
 */
final class Gate {
    private static final int DEEPEST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    // Noted under the lock, taken without it.
    private final ConcurrentLinkedQueue<Runnable> noted = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<int[]> depth = ThreadLocal.withInitial(() -> new int[1]);

    void enter() {
        lock.lock();
    }

    /** Must be called in a {@code finally}. The thread holds no lock of the scheduler afterwards. */
    void leave() {
        lock.unlock();
        assert !held() : "the gate is entered once at a time, so that noted calls are made without the lock";
        if (!noted.isEmpty()) {
            carryOut();
        }
    }

    void run(Runnable change) {
        enter();
        try {
            change.run();
        } finally {
            leave();
        }
    }

    /** Notes a call to be made without the lock. Needs the lock. */
    void later(Runnable call) {
        assert held();
        noted.add(call);
    }

    boolean held() {
        return lock.isHeldByCurrentThread();
    }

    private void carryOut() {
        int[] frames = depth.get();
        if (frames[0] >= DEEPEST) {
            return;
        }
        frames[0]++;
        try {
            for (Runnable call = noted.poll(); call != null; call = noted.poll()) {
                make(call);
            }
        } finally {
            frames[0]--;
        }
    }

    /** One call that throws must not cost the others: it is reported where the thread reports what it did not catch. */
    private static void make(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
