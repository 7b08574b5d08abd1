// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.WorkerReply.Claimed;
import io.jfn.api.worker.WorkerRequest.Claim;
import io.jfn.sandbox.syscall.Descriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The worker's server over a real Unix socket, with sandboxes that are not; at the end everything is given back. */
abstract class WorkerServerStage {
    @TempDir
    Path folder;

    final FakeDescriptors descriptors = new FakeDescriptors(true);
    final FakeSandboxRuntime runtime = new FakeSandboxRuntime(descriptors);
    final MemoryBudget budget = new MemoryBudget(400 * Claims.MIB);
    final ExecutorService threads = Executors.newCachedThreadPool();
    final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Path socket;
    WarmPool pool;
    WorkerServer server;
    Thread acceptor;

    @BeforeEach
    void serve() throws Exception {
        serveFor((Integer) Files.getAttribute(folder, "unix:uid"), TimeUnit.SECONDS.toNanos(20));
    }

    void serveFor(int uid, long patienceNanos) {
        socket = folder.resolve("s" + patienceNanos + "-" + uid);
        pool = new WarmPool(
                runtime,
                new PoolConfig(new PoolPolicy(0, 0), 0, 4, 2, Claims.MIB),
                budget,
                Thread::new,
                System::nanoTime);
        server = new WorkerServer(
                KernelListener.bind(socket, -1),
                new WorkerServer.Means(pool, descriptors, threads, timer),
                new NodeIdentity("n1", "v2", List.of("landlock"), uid),
                patienceNanos);
        acceptor = Thread.ofPlatform().start(server::serve);
    }

    @AfterEach
    void everything_is_given_back() throws Exception {
        stop();
        threads.shutdown();
        timer.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(runtime.alive()).isZero();
        assertThat(runtime.made).allMatch(sandbox -> sandbox.destroys.get() == 1);
        assertThat(budget.reservedBytes()).isZero();
        assertThat(descriptors.open()).isEmpty();
        assertThat(descriptors.faults()).isEmpty();
        assertThat(socket).doesNotExist();
    }

    void stop() throws InterruptedException {
        server.drain();
        pool.close();
        server.close();
        acceptor.join();
    }

    static void take(TestGateway gateway, int count) {
        for (int i = 0; i < count; i++) {
            int fd = gateway.descriptor();
            assertThat(fd).isGreaterThan(2);
            Descriptors.close(fd);
        }
    }

    static Claimed claim(TestGateway gateway, long lease, String hostname) {
        var claimed = gateway.call(new Claim(lease, Claims.on(hostname)), Claimed.class);
        take(gateway, claimed.descriptors());
        return claimed;
    }

    void awaitNoGateway() {
        while (server.isServing()) {
            Thread.onSpinWait();
        }
    }
}
