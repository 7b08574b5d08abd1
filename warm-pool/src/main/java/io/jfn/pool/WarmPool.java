// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.SandboxRuntime;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ready sandboxes made ahead, and launches in them. Owner: {@code lock} guards every field that changes; neither a sandbox
 * nor the runtime is called under it, and of other locks only the budget's and the bound sandboxes' are taken under it.
 */
final class WarmPool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.jfn.pool");
    /** Making ahead waits until no launch was under way for this long, so that it does not get between a start and its answer. */
    static final long SETTLED = TimeUnit.MILLISECONDS.toNanos(5);
    /** Refilling steps aside for launches, but never longer than this at a time. */
    private static final long LONGEST_COURTESY = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long BUSY_TICK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_BACKOFF = TimeUnit.SECONDS.toNanos(5);

    private final SandboxRuntime runtime;
    private final PoolConfig config;
    private final MemoryBudget budget;
    private final LongSupplier ticker;
    private final Reaper reaper;
    private final Launches launches;
    private final BoundSandboxes bound;
    private final List<Thread> makers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<GuardedSandbox> ready = new ArrayDeque<>();
    private final Demand demand = new Demand();
    private int making;
    private int launching;
    private long created;
    private long backoff;
    private long notBefore;
    private long lastLaunch;
    private boolean closed;

    WarmPool(
            SandboxRuntime runtime,
            PoolConfig config,
            MemoryBudget budget,
            ThreadFactory threads,
            LongSupplier ticker) {
        this.runtime = runtime;
        this.config = config;
        this.budget = budget;
        this.ticker = ticker;
        this.reaper = new Reaper(config.reapers(), threads);
        this.launches = new Launches(this, config, budget, reaper, ticker);
        this.bound = new BoundSandboxes(config.policy().bound());
        this.notBefore = ticker.getAsLong();
        this.lastLaunch = notBefore - SETTLED;
        for (int i = 0; i < config.makers(); i++) {
            makers.add(threads.newThread(this::make));
        }
    }

    /** Begins to make sandboxes ahead. */
    void start() {
        makers.forEach(Thread::start);
    }

    /** As {@link #launch(ClaimRequest, Meanwhile)}, with nothing to do meanwhile. */
    Launched launch(ClaimRequest request) throws InterruptedException {
        return launch(request, () -> {});
    }

    /**
     * Starts the claim's main process in a sandbox that was bound to the same ahead, in a ready one, or in one made on the spot.
     *
     * @throws NoCapacityException when memory is short, and no destroying sandbox gave enough back in time
     * @throws SandboxException when a step failed; nothing is left then
     */
    Launched launch(ClaimRequest request, Meanwhile meanwhile) throws InterruptedException {
        return launches.launch(request, meanwhile);
    }

    /** As if nothing had been claimed yet: what is bound ahead goes. */
    void forgetClaims() {
        bound.clear();
    }

    PoolCounts counts() {
        lock.lock();
        try {
            return new PoolCounts(
                    ready.size() + bound.size(), reaper.waiting(), budget.reservedBytes(), created, reaper.destroyed());
        } finally {
            lock.unlock();
        }
    }

    long budgetBytes() {
        return budget.totalBytes();
    }

    /** Stops making, destroys what is ready, and waits until every sandbox is gone. */
    void drain(long patienceNanos) {
        empty();
        try {
            if (!budget.awaitAllReturned(patienceNanos)) {
                LOG.log(Level.WARNING, "sandboxes are left after the wait: " + budget);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops making, destroys what is ready, and waits, bounded, until everything given to the reaper is gone. */
    @Override
    public void close() {
        empty();
        reaper.close();
    }

    private void empty() {
        List<GuardedSandbox> rest;
        lock.lock();
        try {
            closed = true;
            rest = List.copyOf(ready);
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        rest.forEach(GuardedSandbox::close);
        bound.close();
        try {
            for (var maker : makers) {
                maker.join(TimeUnit.SECONDS.toMillis(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does what the policies say now, one sandbox at most; false when there was nothing to do. */
    boolean step() {
        return stepReady() || bound.step(ticker.getAsLong(), this::takeOldest);
    }

    private boolean stepReady() {
        @Nullable GuardedSandbox surplus = null;
        MemoryBudget.@Nullable Token overhead = null;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            switch (config.policy().decide(snapshot())) {
                case PoolAction.Make _ -> {
                    overhead = budget.tryAcquire(config.overheadBytes());
                    if (overhead == null) {
                        return false;
                    }
                    making++;
                }
                case PoolAction.Destroy _ -> surplus = ready.pollLast();
                case PoolAction.Nothing _ -> {
                    return false;
                }
            }
        } finally {
            lock.unlock();
        }
        if (surplus != null) {
            surplus.close();
        }
        return overhead == null || makeOne(overhead);
    }

    private @Nullable GuardedSandbox takeOldest() {
        lock.lock();
        try {
            return ready.pollLast();
        } finally {
            lock.unlock();
        }
    }

    private boolean makeOne(MemoryBudget.Token overhead) {
        GuardedSandbox made;
        try {
            made = create(overhead);
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
        boolean late;
        lock.lock();
        try {
            making--;
            backoff = 0;
            late = closed;
            if (!late) {
                ready.addFirst(made);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            made.close();
        }
        return true;
    }

    private void failed(RuntimeException e) {
        lock.lock();
        try {
            making--;
            backoff = Math.clamp(backoff * 2, TimeUnit.MILLISECONDS.toNanos(100), LONGEST_BACKOFF);
            notBefore = ticker.getAsLong() + backoff;
        } finally {
            lock.unlock();
        }
        LOG.log(
                Level.WARNING,
                "making a ready sandbox failed, next attempt in " + backoff / 1_000_000 + " ms: " + e.getMessage());
    }

    /** Makes a sandbox that is nobody's; its memory is given back when that fails. */
    GuardedSandbox create(MemoryBudget.Token overhead) {
        try {
            var sandbox = runtime.create();
            lock.lock();
            try {
                created++;
            } finally {
                lock.unlock();
            }
            return new GuardedSandbox(sandbox, overhead, reaper);
        } catch (RuntimeException | Error e) {
            overhead.close();
            throw e;
        }
    }

    /** A launch begins: making ahead steps aside until {@link #leave}. */
    void enter(ClaimRequest request, long began) {
        if (request.secrets().isEmpty()) {
            bound.claimed(request.binding(), began);
        }
        lock.lock();
        try {
            demand.claimed(began);
            launching++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            launching--;
            lastLaunch = ticker.getAsLong();
            if (isShort()) {
                changed.signal(); // else a maker finds out by itself soon: waking it would hold up the answer
            }
        } finally {
            lock.unlock();
        }
    }

    /** A sandbox for a claim that was made ahead, bound to the same or to nobody; null when there is none. */
    @Nullable
    GuardedSandbox take(ClaimRequest request) {
        var taken = request.secrets().isEmpty() ? bound.take(request.binding()) : null;
        if (taken != null) {
            return taken;
        }
        lock.lock();
        try {
            return ready.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    // Caller holds the lock.
    private PoolSnapshot snapshot() {
        long room = (budget.totalBytes() - budget.reservedBytes()) / Math.max(1, config.overheadBytes());
        return new PoolSnapshot(
                ready.size(), making, demand.peak(ticker.getAsLong()), (int) Math.min(room, Integer.MAX_VALUE));
    }

    // Caller holds the lock.
    private boolean isWorkWaiting(long now) {
        return !(config.policy().decide(snapshot()) instanceof PoolAction.Nothing)
                || bound.isWorkWaiting(!ready.isEmpty(), now);
    }

    /** Whether so few are ready that the next are wanted more than quiet. Caller holds the lock. */
    private boolean isShort() {
        return ready.size() < config.policy().floor() / 2;
    }

    private void make() {
        try {
            while (awaitTurn()) {
                while (step()) {
                    stepAside();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stepAside() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = LONGEST_COURTESY;
            while (launching > 0 && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long now = ticker.getAsLong();
                boolean wanted = isWorkWaiting(now);
                long unsettled = isShort() ? 0 : lastLaunch + SETTLED - now;
                if (wanted && launching == 0 && unsettled <= 0 && now - notBefore >= 0) {
                    return true;
                }
                boolean busy = launching > 0 || now - lastLaunch < TICK;
                if (changed.awaitNanos(busy ? BUSY_TICK : TICK) <= 0
                        && !busy
                        && wanted
                        && ticker.getAsLong() - notBefore >= 0) {
                    return !closed;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
