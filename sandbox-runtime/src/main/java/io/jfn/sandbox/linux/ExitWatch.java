// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread that waits for main processes to end and for memory alarms, and between them runs chores. Nothing it calls may
 * block.
 */
final class ExitWatch implements AutoCloseable {
    private static final int BATCH = 64;
    private static final int QUIET_MILLIS = 250;
    private static final int BUSY_MILLIS = 2;
    private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    private final Syscalls kernel;
    private final Runnable chores;
    private final int epoll;
    private final int wake;
    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    private final Queue<Runnable> soon = new ConcurrentLinkedQueue<>();
    private final AtomicLong marks = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** {@code chores} run a few times a second. */
    ExitWatch(Syscalls kernel, Runnable chores) {
        this.kernel = kernel;
        this.chores = chores;
        this.epoll = kernel.epoll();
        this.wake = kernel.eventCounter();
        kernel.watch(epoll, wake, marks.get());
        this.thread = Thread.ofPlatform().name("jfn-exits").daemon().unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /** Runs {@code onReady} each time the descriptor becomes readable, until {@link #forget} of the number returned. */
    long watch(int descriptor, Runnable onReady) {
        long mark = marks.incrementAndGet();
        watched.put(mark, new Watched(descriptor, onReady));
        try {
            kernel.watch(epoll, descriptor, mark);
        } catch (SyscallException e) {
            watched.remove(mark);
            throw e;
        }
        return mark;
    }

    /** Before the descriptor is closed. */
    void forget(long mark) {
        Watched gone = watched.remove(mark);
        if (gone != null) {
            kernel.unwatch(epoll, gone.descriptor);
        }
    }

    /** Runs {@code again} on this thread about two milliseconds later; to be called on it. */
    void soon(Runnable again) {
        soon.add(again);
    }

    @Override
    public void close() {
        closed = true;
        kernel.write(wake, ONE);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        kernel.close(wake);
        kernel.close(epoll);
    }

    private void loop() {
        long[] ready = new long[BATCH];
        while (!closed) {
            int count = kernel.await(epoll, ready, soon.isEmpty() ? QUIET_MILLIS : BUSY_MILLIS);
            int due = soon.size();
            for (int i = 0; i < count; i++) {
                Watched one = watched.get(ready[i]);
                if (one != null) {
                    guarded(one.onReady);
                }
            }
            for (int i = 0; i < due; i++) {
                Runnable next = soon.poll();
                if (next != null) {
                    guarded(next);
                }
            }
            guarded(chores);
        }
    }

    /** One sandbox's trouble must not end the watch over all others. */
    private static void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            System.getLogger(ExitWatch.class.getName()).log(System.Logger.Level.WARNING, "exit watch goes on after", e);
        }
    }

    private record Watched(int descriptor, Runnable onReady) {}
}
