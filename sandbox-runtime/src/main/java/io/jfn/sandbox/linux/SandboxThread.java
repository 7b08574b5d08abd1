// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.SandboxException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that becomes a sandbox: it prepares, parks until it is bound or abandoned, starts the main process and ends. Used
 * once.
 *
 * <p>In its process namespace it can start no thread, so it must never make a virtual thread runnable itself: that may want a new
 * carrier. Waiting and waking go through this object's monitor, whose virtual waiters the JVM wakes by a thread of its own.
 */
final class SandboxThread extends Thread {
    private static final long STACK = 512 << 10;

    private final Launch launch;
    private final LaunchPlan plan;
    private Stage stage = Stage.PREPARING;
    private @Nullable Throwable failure;
    private long attachNanos;
    private long enterNanos;

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
            if (waitWhile(Stage.READY) == Stage.ABANDONED) {
                return;
            }
            long begin = System.nanoTime();
            plan.run(LaunchStep.Phase.ATTACH, launch);
            long attached = System.nanoTime();
            plan.run(LaunchStep.Phase.ENTER, launch);
            attachNanos = attached - begin;
            enterNanos = System.nanoTime() - attached;
            advance(Stage.STARTED);
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Returns when the sandbox is ready. */
    void awaitReady() {
        waitWhile(Stage.PREPARING);
        rethrow();
    }

    /** Wakes the thread for the rest of its steps, and returns when the main process runs. */
    void begin(HeldChild held) {
        synchronized (this) {
            if (stage != Stage.READY) {
                throw new IllegalStateException("sandbox " + launch.id + " is " + stage);
            }
            advance(Stage.STARTING);
        }
        if (waitWhile(Stage.STARTING) == Stage.HELD) {
            held.release(launch);
            waitWhile(Stage.HELD);
        }
        rethrow();
    }

    /** Ends the thread when it is parked, and waits until it has ended in any case. */
    void abandon() {
        synchronized (this) {
            if (stage == Stage.READY) {
                advance(Stage.ABANDONED);
            }
        }
        awaitEnd();
    }

    void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized long attachNanos() {
        return attachNanos;
    }

    synchronized long enterNanos() {
        return enterNanos;
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
        STARTING,
        HELD,
        STARTED,
        FAILED
    }

    /** Lets a child go on that waits to be moved into its control group. */
    @FunctionalInterface
    interface HeldChild {
        void release(Launch launch);
    }
}
