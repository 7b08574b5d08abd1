// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The leases of one connection. Owner: {@code lock} guards both fields, and only a mailbox's lock is taken under it. */
final class LeaseTable {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private boolean closed;

    /**
     * A new lease of this number, whose first order is {@code claim}; null when there is one, or when the table is closed.
     */
    @Nullable
    Lease open(long number, Consumer<Lease> claim) {
        lock.lock();
        try {
            if (closed || leases.containsKey(number)) {
                return null;
            }
            var lease = new Lease(number);
            lease.orders().put(() -> claim.accept(lease)); // here, so that no other order comes before it
            leases.put(number, lease);
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Throws {@link NoSuchLeaseException} when there is none. */
    Lease get(long number) {
        lock.lock();
        try {
            var lease = leases.get(number);
            if (lease == null) {
                throw new NoSuchLeaseException(number);
            }
            return lease;
        } finally {
            lock.unlock();
        }
    }

    void remove(Lease lease) {
        lock.lock();
        try {
            leases.remove(lease.number(), lease);
        } finally {
            lock.unlock();
        }
    }

    List<Long> numbers() {
        lock.lock();
        try {
            return List.copyOf(leases.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Opens none any more; those that are there. */
    List<Lease> close() {
        lock.lock();
        try {
            closed = true;
            return List.copyOf(leases.values());
        } finally {
            lock.unlock();
        }
    }
}
