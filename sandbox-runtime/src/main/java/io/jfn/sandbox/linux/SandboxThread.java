// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.SandboxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that becomes a sandbox: it prepares, parks until it is bound or abandoned, may park bound, starts the main process
 * and ends. Used once.
 *
 * <p>In its process namespace it can start no thread, so it must never make a virtual thread runnable itself: that may want a new
 * carrier. Waiting and waking go through this object's monitor, whose virtual waiters the JVM wakes by a thread of its own.
 */
final class SandboxThread extends Thread {
    private static final long STACK = 512 << 10;
    private static final long COURTESY = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long GLANCE = TimeUnit.MICROSECONDS.toNanos(50);

    private final Launch launch;
    private final LaunchPlan plan;
    private Stage stage = Stage.PREPARING;
    private @Nullable Throwable failure;
    private long bindNanos;
    private long startNanos;

    SandboxThread(Launch launch, LaunchPlan plan) {
        super(null, null, "sandbox " + launch.id, STACK, false);
        this.launch = launch;
        this.plan = plan;
        setDaemon(true);
        launch.onHeldSpawn = () -> advance(Stage.HELD);
    }

    @Override
    public void run() {
        try {
            launch.threadId = launch.kernel().threadId();
            plan.run(LaunchStep.Phase.PREPARE, launch);
            advance(Stage.READY);
            Stage wanted = waitWhile(Stage.READY);
            if (wanted == Stage.ABANDONED) {
                return;
            }
            long begin = System.nanoTime();
            plan.run(LaunchStep.Phase.ATTACH, launch);
            plan.run(LaunchStep.Phase.ENTER, launch);
            long bound = System.nanoTime();
            bindNanos = bound - begin;
            if (wanted == Stage.BINDING) {
                advance(Stage.BOUND);
                if (waitWhile(Stage.BOUND) == Stage.ABANDONED) {
                    return;
                }
                bindNanos = 0;
                bound = System.nanoTime();
            }
            plan.run(LaunchStep.Phase.START, launch);
            startNanos = System.nanoTime() - bound;
            advance(Stage.STARTED);
            stepAside();
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Returns when the sandbox is ready. */
    void awaitReady() {
        waitWhile(Stage.PREPARING);
        rethrow();
    }

    /** Has the thread do all that a binding takes, and returns when it is done. */
    void bind() {
        moveOn(Stage.BINDING, Stage.READY);
        waitWhile(Stage.BINDING);
        rethrow();
    }

    /** Has the thread do the rest of its steps, whether it is bound yet or not. */
    void begin() {
        moveOn(Stage.STARTING, Stage.READY, Stage.BOUND);
    }

    /** Returns when the main process runs. */
    void awaitStarted(HeldChild held) {
        if (waitWhile(Stage.STARTING) == Stage.HELD) {
            held.release(launch);
            waitWhile(Stage.HELD);
        }
        rethrow();
    }

    /** Ends the thread as soon as it is parked, and waits until it has ended in any case. */
    void abandon() {
        if (getState() == State.NEW) {
            return;
        }
        waitWhile(Stage.PREPARING);
        waitWhile(Stage.BINDING);
        synchronized (this) {
            if (stage == Stage.READY || stage == Stage.BOUND) {
                advance(Stage.ABANDONED);
            }
        }
        awaitEnd();
    }

    void awaitEnd() {
        synchronized (this) {
            if (stage == Stage.STARTED) {
                advance(Stage.LEFT);
            }
        }
        boolean interrupted = false;
        while (true) {
            try {
                join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        awaitKernel();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * To Java a thread has ended while the kernel's still runs the JVM's last lines, some of them under locks of the whole JVM:
     * frozen there, with the sandbox's control groups it is still in, it would stop every other thread.
     */
    private void awaitKernel() {
        Path task = Path.of("/proc/self/task", String.valueOf(launch.threadId));
        while (Files.exists(task)) {
            LockSupport.parkNanos(GLANCE);
        }
    }

    /** What the binding took, 0 when it was done ahead. */
    synchronized long bindNanos() {
        return bindNanos;
    }

    synchronized long startNanos() {
        return startNanos;
    }

    /** The end of a thread takes time of a processor that whoever waited wants now, and often on this very one. */
    private synchronized void stepAside() {
        long until = System.nanoTime() + COURTESY;
        try {
            for (long left = COURTESY; stage == Stage.STARTED && left > 0; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException _) {
            // It ends the sooner.
        }
    }

    private synchronized void moveOn(Stage next, Stage... parked) {
        if (!List.of(parked).contains(stage)) {
            throw new IllegalStateException("sandbox " + launch.id + " is " + stage);
        }
        advance(next);
    }

    private synchronized void advance(Stage next) {
        stage = next;
        notifyAll();
    }

    private synchronized void fail(Throwable cause) {
        failure = cause;
        advance(Stage.FAILED);
    }

    private synchronized Stage waitWhile(Stage waiting) {
        boolean interrupted = false;
        while (stage == waiting) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return stage;
    }

    private synchronized void rethrow() {
        if (failure instanceof SandboxException known) {
            throw new SandboxException(known.step(), known.object(), known.errno(), reason(known), known);
        }
        if (failure != null) {
            throw new SandboxException("launch", launch.id, 0, String.valueOf(failure), failure);
        }
    }

    private static String reason(SandboxException known) {
        return known.getCause() == null
                ? "failed"
                : String.valueOf(known.getCause().getMessage());
    }

    /** Where the thread is. */
    private enum Stage {
        PREPARING,
        READY,
        ABANDONED,
        BINDING,
        BOUND,
        STARTING,
        HELD,
        STARTED,
        LEFT,
        FAILED
    }

    /** Lets a child go on that waits to be moved into its control group. */
    @FunctionalInterface
    interface HeldChild {
        void release(Launch launch);
    }
}
