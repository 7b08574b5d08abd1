// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Binding;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.Usage;
import io.jfn.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A sandbox made safe to share: calls that change it come one at a time, an error ends it, after its end every call is
 * harmless, and it is given to the reaper exactly once. Owner: {@code lock} guards {@code state} and {@code tokens} and is
 * held over the calls that change the sandbox; the budget's lock may be taken under it.
 */
final class GuardedSandbox implements AutoCloseable {
    private final Sandbox sandbox;
    private final Reaper reaper;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<MemoryBudget.Token> tokens = new ArrayList<>(2);
    private final CompletableFuture<Boolean> destroyed = new CompletableFuture<>();
    private volatile SandboxState state = SandboxState.EMPTY;

    /** {@code overhead} pays for the sandbox itself and is closed with it. */
    GuardedSandbox(Sandbox sandbox, MemoryBudget.Token overhead, Reaper reaper) {
        this.sandbox = sandbox;
        this.reaper = reaper;
        tokens.add(overhead);
    }

    String id() {
        return sandbox.id();
    }

    SandboxState state() {
        return state;
    }

    /** Binds it ahead of its claim; it still belongs to nobody. An error ends it. */
    void bindAhead(Binding binding) {
        lock.lock();
        try {
            if (state != SandboxState.EMPTY) {
                throw new SandboxDeadException(id());
            }
            orEnd(() -> sandbox.bind(binding));
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Sandbox#isCurrent}. */
    boolean isCurrent() {
        return sandbox.isCurrent();
    }

    /** Makes this sandbox somebody's; {@code memory} pays for what it is limited to, and is closed with it. */
    void bind(MemoryBudget.Token memory) {
        lock.lock();
        try {
            become(SandboxState.BOUND);
            tokens.add(memory);
        } finally {
            lock.unlock();
        }
    }

    /** Starts the main process of a sandbox that is somebody's; see {@link Sandbox#start(ClaimRequest, Runnable)}. */
    Sandbox.Started start(ClaimRequest request, Runnable meanwhile) {
        lock.lock();
        try {
            if (state != SandboxState.BOUND) {
                throw new SandboxDeadException(id());
            }
            var started = orEnd(() -> sandbox.start(request, meanwhile));
            become(SandboxState.RUNNING);
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Sandbox#connect}. Does not hold up other calls. */
    int connect(int port, long patienceNanos) {
        return mayListen() ? sandbox.connect(port, patienceNanos) : -1;
    }

    /** Whether a main process is there or is being started. */
    boolean mayListen() {
        return state == SandboxState.BOUND || state.isAlive();
    }

    void pause() {
        lock.lock();
        try {
            if (alive() == SandboxState.RUNNING) {
                orEnd(sandbox::pause);
                become(SandboxState.PAUSED);
            }
        } finally {
            lock.unlock();
        }
    }

    void resume() {
        lock.lock();
        try {
            if (alive() == SandboxState.PAUSED) {
                orEnd(sandbox::resume);
                become(SandboxState.RUNNING);
            }
        } finally {
            lock.unlock();
        }
    }

    /** False, and nothing changed, when the budget has no room for the new limit. */
    boolean update(ResourceLimits limits) {
        lock.lock();
        try {
            alive();
            var memory = tokens.getLast();
            long before = memory.bytes();
            if (limits.memoryBytes() > before && !memory.resize(limits.memoryBytes())) {
                return false;
            }
            orEnd(() -> sandbox.update(limits));
            return memory.resize(limits.memoryBytes());
        } finally {
            lock.unlock();
        }
    }

    /** The last counters known; also after the end. */
    Usage usage() {
        return sandbox.usage();
    }

    void terminate() {
        lock.lock();
        try {
            alive();
            orEnd(sandbox::terminate);
            if (state == SandboxState.PAUSED) {
                become(SandboxState.RUNNING); // terminating thaws
            }
        } finally {
            lock.unlock();
        }
    }

    CompletableFuture<Sandbox.Exit> exit() {
        return sandbox.exit();
    }

    /** Ends it, once; returns at once, the reaper does the work. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (state != SandboxState.DEAD) {
                become(SandboxState.DEAD);
                reaper.take(this);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reaper's part: destroys, then gives the memory back, whatever happened. */
    void destroy() {
        try {
            sandbox.destroy();
        } finally {
            lock.lock();
            try {
                tokens.forEach(MemoryBudget.Token::close);
            } finally {
                lock.unlock();
            }
            destroyed.complete(true);
        }
    }

    /** Completes when the reaper has done its part. */
    CompletableFuture<Boolean> destroyed() {
        return destroyed;
    }

    private SandboxState alive() {
        if (!state.isAlive()) {
            throw new SandboxDeadException(id());
        }
        return state;
    }

    private void become(SandboxState next) {
        if (!state.canBecome(next)) {
            throw new IllegalStateException("sandbox " + id() + " is " + state + " and cannot become " + next);
        }
        state = next;
    }

    private void orEnd(Runnable call) {
        orEnd(() -> {
            call.run();
            return true;
        });
    }

    private <T> T orEnd(java.util.function.Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }
}
