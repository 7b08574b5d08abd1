// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.Binding;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sandboxes that are bound to a function ahead of its next claim. Owner: {@code lock} guards every field that changes; no sandbox
 * is called and no other lock taken under it.
 */
final class BoundSandboxes {
    private static final System.Logger LOG = System.getLogger("io.jfn.pool");

    private final ReentrantLock lock = new ReentrantLock();
    private final BindingDemand demand;
    private final Map<Binding, ArrayDeque<GuardedSandbox>> waiting = new HashMap<>();
    private boolean closed;

    /** {@code ceiling} sandboxes at most. */
    BoundSandboxes(int ceiling) {
        demand = new BindingDemand(ceiling);
    }

    void claimed(Binding binding, long now) {
        lock.lock();
        try {
            demand.claimed(binding, now);
        } finally {
            lock.unlock();
        }
    }

    /** One that is bound to this and whose layers are those of the store; null when there is none. */
    @Nullable
    GuardedSandbox take(Binding binding) {
        for (var taken = poll(binding); taken != null; taken = poll(binding)) {
            if (taken.isCurrent()) {
                return taken;
            }
            taken.close();
        }
        return null;
    }

    private @Nullable GuardedSandbox poll(Binding binding) {
        lock.lock();
        try {
            var some = waiting.get(binding);
            if (some == null) {
                return null;
            }
            var taken = some.pollFirst();
            if (some.isEmpty()) {
                waiting.remove(binding);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #step} would bind one, given a ready sandbox, or end some. */
    boolean isWorkWaiting(boolean oneIsReady, long now) {
        lock.lock();
        try {
            return (oneIsReady && demand.missing(counts(), now) != null)
                    || waiting.keySet().stream().anyMatch(one -> demand.isOver(one, now));
        } finally {
            lock.unlock();
        }
    }

    /** Ends those that nobody wants any more and binds one that is wanted, if {@code ready} gives one; whether it did. */
    boolean step(long now, Supplier<@Nullable GuardedSandbox> ready) {
        removeIf(one -> demand.isOver(one, now)).forEach(GuardedSandbox::close);
        Binding binding = missing(now);
        GuardedSandbox sandbox = binding == null ? null : ready.get();
        return binding != null && sandbox != null && bind(binding, sandbox);
    }

    private @Nullable Binding missing(long now) {
        lock.lock();
        try {
            return closed ? null : demand.missing(counts(), now);
        } finally {
            lock.unlock();
        }
    }

    private boolean bind(Binding binding, GuardedSandbox sandbox) {
        try {
            sandbox.bindAhead(binding);
        } catch (RuntimeException e) {
            forget(binding); // a claim of the same fails too, and says why to somebody who wants to know
            LOG.log(Level.INFO, "binding a sandbox ahead failed: " + e.getMessage());
            return false;
        }
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                waiting.computeIfAbsent(binding, _ -> new ArrayDeque<>()).addFirst(sandbox);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            sandbox.close();
        }
        return true;
    }

    private void forget(Binding binding) {
        lock.lock();
        try {
            demand.forget(binding);
        } finally {
            lock.unlock();
        }
    }

    /** As if nothing had been claimed yet. */
    void clear() {
        lock.lock();
        try {
            demand.clear();
        } finally {
            lock.unlock();
        }
        removeIf(_ -> true).forEach(GuardedSandbox::close);
    }

    /** Ends all, and those that are bound later at once. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        clear();
    }

    private List<GuardedSandbox> removeIf(Predicate<Binding> over) {
        var gone = new ArrayList<GuardedSandbox>();
        lock.lock();
        try {
            waiting.entrySet().removeIf(entry -> over.test(entry.getKey()) && gone.addAll(entry.getValue()));
        } finally {
            lock.unlock();
        }
        return gone;
    }

    // Caller holds the lock.
    private Map<Binding, Integer> counts() {
        var counts = new HashMap<Binding, Integer>();
        waiting.forEach((binding, some) -> counts.put(binding, some.size()));
        return counts;
    }
}
