// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Reads the pipes of all instances on one thread, which sleeps while none of them writes. An instance that begins to write is
 * <i>active</i>: it leaves the poller and is read once a millisecond, 64 KiB of each pipe at most, until it is silent. So many
 * lines cost one reading, a flood costs little, others have their turn, and the end of a short invocation, which reads by
 * itself, seldom meets the pump. Owner of the thread {@code jfn-output}; {@code lifecycle} guards {@code closed} and the set
 * of instances against closing, and is taken before an instance's lock.
 */
final class OutputPump implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.jfn.gateway.logs");
    private static final int TICK_MILLIS = 1;
    private static final long TICK_NANOS = 900_000; // a wait of 1 ms may be a little shorter

    private final PipePoller poller;
    private final Consumer<InstanceOutput> ended;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final ConcurrentHashMap<Integer, InstanceOutput> byDescriptor = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<InstanceOutput> floods = new ConcurrentLinkedQueue<>();
    /** The pump thread's alone. */
    private final Set<InstanceOutput> active = new LinkedHashSet<>();

    private final ReadBuffer buffer = new ReadBuffer(PipeReader.BYTES_AT_ONCE);
    private final Thread thread;
    private volatile boolean closed;

    /** Tells {@code ended}, on the pump's thread, when an instance has no pipe left. */
    OutputPump(Consumer<InstanceOutput> ended) {
        this.ended = ended;
        try {
            this.poller = new PipePoller();
        } catch (IOException e) {
            throw new IllegalStateException("output of functions cannot be waited for: " + e.getMessage(), e);
        }
        this.thread = Thread.ofPlatform().daemon().name("jfn-output").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Reads the instance from now on; false, with its pipes closed, when that cannot be. */
    boolean add(InstanceOutput output) {
        lifecycle.lock();
        try {
            output.descriptors().forEach(descriptor -> byDescriptor.put(descriptor, output));
            if (closed) {
                output.close(this::closing);
                return false;
            }
            return watch(output);
        } finally {
            lifecycle.unlock();
        }
    }

    /** An instance began to write too much; any thread. */
    void flooded(InstanceOutput output) {
        floods.add(output);
        if (Thread.currentThread() != thread) {
            poller.wake();
        }
    }

    private void run() {
        try {
            long due = 0;
            while (!closed) {
                boolean idle = active.isEmpty();
                int ready = poller.await(idle ? PipePoller.FOR_EVER : TICK_MILLIS);
                for (int i = 0; i < ready; i++) {
                    InstanceOutput output = byDescriptor.get(poller.ready(i));
                    if (output != null) {
                        activate(output);
                    }
                }
                for (InstanceOutput output = floods.poll(); output != null; output = floods.poll()) {
                    activate(output);
                }
                long now = System.nanoTime();
                if (idle) {
                    due = now + TICK_NANOS;
                } else if (ready == 0 || now - due >= 0) {
                    active.removeIf(this::readActive);
                    due = now + TICK_NANOS;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "output of functions is no longer read, restart the gateway: " + e, e);
        } finally {
            closeAll();
        }
    }

    private void activate(InstanceOutput output) {
        try {
            output.watch(poller, false);
            active.add(output);
        } catch (IOException e) {
            fail(output, e);
        }
    }

    /** True when it is active no longer. */
    private boolean readActive(InstanceOutput output) {
        read(output);
        return output.closed() || (output.silentSinceLastAsked() && watch(output));
    }

    private void read(InstanceOutput output) {
        try {
            output.read(buffer, this::closing);
            if (output.closed()) {
                ended.accept(output);
            }
        } catch (RuntimeException e) {
            fail(output, e);
        }
    }

    private boolean watch(InstanceOutput output) {
        try {
            output.watch(poller, true);
            return true;
        } catch (IOException e) {
            fail(output, e);
            return false;
        }
    }

    private void fail(InstanceOutput output, Exception e) {
        LOG.log(Level.WARNING, "output of instance " + output.instance() + " is no longer read: " + e.getMessage());
        output.close(this::closing);
        ended.accept(output);
    }

    /** The number is free for another pipe as soon as this one is closed. */
    private void closing(PipeReader pipe) {
        byDescriptor.remove(pipe.descriptor());
        try {
            pipe.watch(poller, false);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a pipe was not waited for: " + e.getMessage());
        }
    }

    private void closeAll() {
        lifecycle.lock();
        try {
            closed = true;
            byDescriptor.values().forEach(output -> output.close(this::closing));
            poller.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the poller of pipes: " + e.getMessage());
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops reading and closes every pipe. */
    @Override
    public void close() {
        lifecycle.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            poller.wake();
        } finally {
            lifecycle.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
