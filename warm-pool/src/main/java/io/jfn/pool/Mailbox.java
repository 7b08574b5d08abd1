// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs what it is given one after the other, in order, on the threads that bring it: whoever finds it idle works until it
 * is empty, the others leave their work and go. Owner: {@code lock} guards {@code work} and {@code busy}; nothing is run
 * under it.
 */
final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private boolean busy;

    /** Keeps this place in the order; {@link #work} must follow. */
    void put(Runnable task) {
        lock.lock();
        try {
            work.add(task);
        } finally {
            lock.unlock();
        }
    }

    /** Runs what is there, or returns at once when somebody does that already. */
    void work() {
        lock.lock();
        try {
            if (busy) {
                return;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        while (true) {
            Runnable task;
            lock.lock();
            try {
                task = work.poll();
                if (task == null) {
                    busy = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            task.run();
        }
    }
}
