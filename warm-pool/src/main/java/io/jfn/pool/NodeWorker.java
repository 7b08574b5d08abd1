// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.sandbox.SandboxRuntime;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A worker from its start to its end: the pool, the server, and the threads they run on. */
final class NodeWorker {
    private static final System.Logger LOG = System.getLogger("io.jfn.pool");
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int REHEARSALS = 20;
    /** Threads kept for requests: a claim that comes after hours of quiet waits for no new one. */
    private static final int KEPT_THREADS = 4;

    private final SandboxRuntime runtime;
    private final WarmPool pool;
    private final WorkerServer server;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;

    private NodeWorker(
            SandboxRuntime runtime,
            WarmPool pool,
            WorkerServer server,
            ExecutorService threads,
            ScheduledExecutorService timer) {
        this.runtime = runtime;
        this.pool = pool;
        this.server = server;
        this.threads = threads;
        this.timer = timer;
    }

    /** Cleans up after an earlier worker, proves that sandboxes work, makes the first ready ones and listens. */
    static NodeWorker start(
            WorkerConfig config, String node, SandboxRuntime runtime, StateFolder state, DescriptorCloser closer) {
        int left = runtime.endLeftovers();
        if (left > 0) {
            LOG.log(Level.INFO, "ended " + left + " sandboxes that an earlier worker left");
        }
        runtime.lacks().forEach(lack -> LOG.log(Level.WARNING, "this kernel: " + lack));
        var threads = requestThreads();
        var timer = Executors.newSingleThreadScheduledExecutor(daemons("jfn-timer"));
        var pool = new WarmPool(
                runtime,
                PoolConfig.forProcessors(config.policy(), Runtime.getRuntime().availableProcessors()),
                new MemoryBudget(config.memoryBytes() != null ? config.memoryBytes() : defaultMemory()),
                daemons("jfn-pool"),
                System::nanoTime);
        new Rehearsal(pool, state.store(), closer).run(REHEARSALS);
        var server = new WorkerServer(
                KernelListener.bind(state.socket(), config.gatewayUid()),
                new WorkerServer.Means(pool, closer, threads, timer),
                new NodeIdentity(node, runtime.cgroups(), runtime.lacks(), config.gatewayUid()),
                WorkerServer.PATIENCE_NANOS);
        pool.start();
        LOG.log(
                Level.INFO,
                "node " + node + ": cgroups " + runtime.cgroups() + ", " + pool.budgetBytes() + " bytes for sandboxes, "
                        + config.policy());
        return new NodeWorker(runtime, pool, server, threads, timer);
    }

    private static ExecutorService requestThreads() {
        var threads = new ThreadPoolExecutor(
                KEPT_THREADS,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("jfn-request"));
        threads.prestartAllCoreThreads();
        return threads;
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    private static long defaultMemory() {
        var system = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() / 5 * 4;
    }

    /** Serves gateways until {@link #stop}. */
    void serve() {
        server.serve();
    }

    /** Refuses what is new, ends every sandbox and removes what was made; bounded. */
    void stop() {
        LOG.log(Level.INFO, "stopping");
        server.drain();
        pool.drain(DRAIN_NANOS);
        pool.close();
        server.close();
        runtime.close();
        threads.shutdownNow();
        timer.shutdownNow();
        LOG.log(Level.INFO, "stopped");
    }
}
