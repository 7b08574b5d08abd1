// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Reads the pipes of all instances on one thread, which sleeps while none of them writes. Instances that write too much are
 * not waited for but read once a millisecond until their gap ends: they go on, and cost little. Owner of the thread
 * {@code jfn-output}; {@code lifecycle} guards {@code closed} and the set of instances against closing. A reading takes no
 * more than 64 KiB of a pipe before every other pipe had its turn.
 */
final class OutputPump implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.jfn.gateway.logs");
    private static final int FLOOD_TICK_MILLIS = 1;

    private final PipePoller poller;
    private final Consumer<InstanceOutput> ended;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final ConcurrentHashMap<Integer, InstanceOutput> byDescriptor = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<InstanceOutput> newFloods = new ConcurrentLinkedQueue<>();
    /** The pump thread's alone. */
    private final List<InstanceOutput> floods = new ArrayList<>();

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
        newFloods.add(output);
        if (Thread.currentThread() != thread) {
            poller.wake();
        }
    }

    private void run() {
        try {
            while (!closed) {
                int ready = poller.await(floods.isEmpty() ? PipePoller.FOR_EVER : FLOOD_TICK_MILLIS);
                for (int i = 0; i < ready; i++) {
                    InstanceOutput output = byDescriptor.get(poller.ready(i));
                    if (output != null) {
                        read(output);
                    }
                }
                readFloods();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "output of functions is no longer read, restart the gateway: " + e, e);
        } finally {
            closeAll();
        }
    }

    private void read(InstanceOutput output) {
        try {
            output.read(buffer, this::closing);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "output of instance " + output.instance() + " is no longer read: " + e, e);
            output.close(this::closing);
        }
        if (output.closed()) {
            ended.accept(output);
        }
    }

    private void readFloods() {
        for (InstanceOutput output = newFloods.poll(); output != null; output = newFloods.poll()) {
            if (!floods.contains(output) && unwatch(output)) {
                floods.add(output);
            }
        }
        floods.removeIf(output -> {
            read(output);
            return output.closed() || (!output.flooding() && watch(output));
        });
    }

    private boolean watch(InstanceOutput output) {
        try {
            output.watch(poller, true);
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "output of instance " + output.instance() + " is not read: " + e.getMessage());
            output.close(this::closing);
            ended.accept(output);
            return false;
        }
    }

    private boolean unwatch(InstanceOutput output) {
        try {
            output.watch(poller, false);
            return true;
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "a flood of instance " + output.instance() + " is read at full speed: " + e.getMessage());
            return false;
        }
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
