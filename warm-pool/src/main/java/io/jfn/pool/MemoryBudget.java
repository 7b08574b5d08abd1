// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory that sandboxes of this node may have together, handed out as tokens: no sandbox exists without one. Owner:
 * {@code lock} guards every field, and no other lock is taken under it.
 */
final class MemoryBudget {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final long totalBytes;
    private long reservedBytes;

    MemoryBudget(long totalBytes) {
        if (totalBytes <= 0) {
            throw new IllegalArgumentException("memory budget of " + totalBytes + " bytes: it must be more than none");
        }
        this.totalBytes = totalBytes;
    }

    /** A token for {@code bytes}, or null when they are not free. */
    @Nullable
    Token tryAcquire(long bytes) {
        lock.lock();
        try {
            return reserve(bytes) ? new Token(bytes) : null;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #tryAcquire}, but waits up to {@code patienceNanos} for tokens to come back. */
    @Nullable
    Token acquire(long bytes, long patienceNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            while (!reserve(bytes)) {
                if (left <= 0 || bytes > totalBytes) {
                    return null;
                }
                left = returned.awaitNanos(left);
            }
            return new Token(bytes);
        } finally {
            lock.unlock();
        }
    }

    long totalBytes() {
        return totalBytes;
    }

    long reservedBytes() {
        lock.lock();
        try {
            return reservedBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is reserved; false when {@code patienceNanos} were not enough. */
    boolean awaitAllReturned(long patienceNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNanos;
            while (reservedBytes > 0) {
                if (left <= 0) {
                    return false;
                }
                left = returned.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    // Caller holds the lock.
    private boolean reserve(long bytes) {
        if (bytes < 0 || bytes > totalBytes - reservedBytes) {
            return false;
        }
        reservedBytes += bytes;
        return true;
    }

    /** A share of the budget; closing it, any number of times, gives it back once. */
    final class Token implements AutoCloseable {
        private long bytes;
        private boolean closed;

        private Token(long bytes) {
            this.bytes = bytes;
        }

        long bytes() {
            lock.lock();
            try {
                return bytes;
            } finally {
                lock.unlock();
            }
        }

        /** Grows or shrinks this share; false, and nothing changed, when the growth is not free or the token is closed. */
        boolean resize(long newBytes) {
            lock.lock();
            try {
                if (closed || newBytes < 0 || !fits(newBytes)) {
                    return false;
                }
                reservedBytes += newBytes - bytes;
                bytes = newBytes;
                returned.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        private boolean fits(long newBytes) {
            return newBytes <= bytes || newBytes - bytes <= totalBytes - reservedBytes;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    reservedBytes -= bytes;
                    returned.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public String toString() {
        return "memory budget: " + reservedBytes() + " of " + totalBytes + " bytes reserved";
    }

    /** How long a claim waits for tokens of sandboxes that are being destroyed, in nanoseconds. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
}
