// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.sandbox.linux.LinuxSandboxRuntime;
import io.jfn.sandbox.linux.SandboxRuntimeConfig;
import io.jfn.sandbox.syscall.Descriptors;
import java.util.List;

/**
 * The worker process: makes sandboxes for one gateway over a Unix socket. Says {@code worker: ready} on standard output when
 * it serves, and logs to standard error. On SIGTERM it ends every sandbox and exits with 0; a wrong command line exits with
 * 2, a worker that cannot start with 1.
 */
public final class Worker {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Worker() {}

    public static void main(String[] args) {
        WorkerLog.install();
        WorkerConfig config;
        try {
            config = WorkerConfig.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("worker: " + e.getMessage());
            System.err.println(WorkerConfig.USAGE);
            exit(WRONG_USAGE);
            return;
        }
        try {
            run(config);
        } catch (RuntimeException e) {
            System.err.println("worker: cannot start: " + e.getMessage());
            exit(FAILED);
        }
    }

    private static void run(WorkerConfig config) {
        var state = StateFolder.lock(config.state());
        String node = config.node() != null ? config.node() : state.node();
        var runtime = LinuxSandboxRuntime.open(SandboxRuntimeConfig.of(config.state(), node));
        NodeWorker worker;
        try {
            worker = NodeWorker.start(config, node, runtime, state, Descriptors::close);
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("jfn-stop").unstarted(() -> {
                    worker.stop();
                    state.close();
                    Runtime.getRuntime().halt(0); // SIGTERM is how it is asked to stop: not a failure
                }));
        System.out.println("worker: ready");
        worker.serve();
    }

    private static void exit(int status) {
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
