// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings a gateway's two connections together by the token that both name; whichever side comes first waits. Owner: {@code
 * lock} guards {@code offered} and {@code closed}; no other lock is taken under it.
 */
final class Pairing {
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Token, WorkerConnection> offered = new HashMap<>();

    private boolean closed;

    /** 128 random bits. */
    record Token(long high, long low) {}

    Pairing(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /** Waits until this descriptor connection is fetched; false when nobody did, and it is the caller's again. */
    boolean offer(Token token, WorkerConnection descriptors) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (offered.putIfAbsent(token, descriptors) != null) {
                return false;
            }
            changed.signalAll();
            long left = patienceNanos;
            try {
                while (left > 0 && !closed && offered.containsKey(token)) {
                    left = changed.awaitNanos(left);
                }
            } finally {
                // What is left after the patience, or after an interruption, is offered no longer.
                left = offered.remove(token, descriptors) ? 0 : 1;
            }
            return left > 0;
        } finally {
            lock.unlock();
        }
    }

    /** The descriptor connection with this token; null when it did not come in time. */
    @Nullable
    WorkerConnection fetch(Token token) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            var found = offered.remove(token);
            while (found == null && left > 0 && !closed) {
                left = changed.awaitNanos(left);
                found = offered.remove(token);
            }
            changed.signalAll();
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody wait any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
