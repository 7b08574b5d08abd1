// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.ClaimRequest;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** Starts of main processes in a pool's sandboxes, so many at a time, each with its memory reserved. */
final class Launches {
    private final WarmPool pool;
    private final PoolConfig config;
    private final MemoryBudget budget;
    private final Reaper reaper;
    private final LongSupplier ticker;
    private final Semaphore places;

    Launches(WarmPool pool, PoolConfig config, MemoryBudget budget, Reaper reaper, LongSupplier ticker) {
        this.pool = pool;
        this.config = config;
        this.budget = budget;
        this.reaper = reaper;
        this.ticker = ticker;
        this.places = new Semaphore(config.launches(), true);
    }

    /** As {@link WarmPool#launch(ClaimRequest, Meanwhile)}. */
    Launched launch(ClaimRequest request, Meanwhile meanwhile) throws InterruptedException {
        long began = ticker.getAsLong();
        var memory = reserve(request.limits().memoryBytes(), meanwhile);
        try {
            if (!places.tryAcquire()) {
                meanwhile.run();
                places.acquire();
            }
        } catch (InterruptedException e) {
            memory.close();
            throw e;
        }
        pool.enter(request, began);
        try {
            return launchWith(memory, request, meanwhile, began);
        } finally {
            places.release();
            pool.leave();
        }
    }

    private Launched launchWith(MemoryBudget.Token memory, ClaimRequest request, Meanwhile meanwhile, long began)
            throws InterruptedException {
        GuardedSandbox sandbox;
        boolean hit;
        try {
            var taken = pool.take(request);
            hit = taken != null;
            sandbox = taken != null ? taken : createNow(meanwhile);
            sandbox.bind(memory);
        } catch (RuntimeException | InterruptedException | Error e) {
            memory.close();
            throw e;
        }
        try {
            long inHand = ticker.getAsLong();
            return new Launched(
                    sandbox, sandbox.start(request, () -> meanwhile.starting(sandbox)), hit, inHand - began);
        } catch (RuntimeException | Error e) {
            sandbox.close();
            throw e;
        }
    }

    private GuardedSandbox createNow(Meanwhile meanwhile) throws InterruptedException {
        meanwhile.run();
        return pool.create(reserve(config.overheadBytes(), meanwhile));
    }

    private MemoryBudget.Token reserve(long bytes, Meanwhile meanwhile) throws InterruptedException {
        var token = budget.tryAcquire(bytes);
        if (token == null) {
            meanwhile.run();
            token = budget.acquire(bytes, reaper.waiting() > 0 ? MemoryBudget.PATIENCE_NANOS : 0);
        }
        if (token == null) {
            throw new NoCapacityException(bytes, budget);
        }
        return token;
    }
}
