// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.WorkerReply.Done;
import io.jfn.api.worker.WorkerReply.Status;
import io.jfn.api.worker.WorkerRequest.Kill;
import io.jfn.api.worker.WorkerRequest.ReadStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cycles of claim, call and kill leave the machine as it was. {@code -Djfn.test.cycles=10000} is the promise's own number; the
 * usual run does fewer.
 */
@EnabledIf(
        value = "io.jfn.pool.Host#canRunSandboxes",
        disabledReason = "not run: sandboxes need root, the test server amd64")
@Timeout(1200)
class LeakKernelTest {
    private static final int CYCLES = Integer.getInteger("jfn.test.cycles", 300);
    private static final int FLOOR = 4;
    /** With those that are bound ahead to the one function there is. */
    private static final int FULL = FLOOR + new PoolPolicy(FLOOR, FLOOR).bound();

    private static final int WARM_UP = 50;

    @TempDir
    Path state;

    /** What one worker has on the machine. */
    private record Holdings(long descriptors, long mounts, long cgroups, long files, long processes) {}

    private Holdings holdings(RunningWorker worker, TestFunction function) throws IOException {
        var proc = Path.of("/proc/" + worker.process.pid());
        try (var fds = Files.list(proc.resolve("fd"));
                var files = Files.walk(state);
                var mounts = Files.lines(proc.resolve("mountinfo"))) {
            return new Holdings(
                    fds.count(),
                    mounts.count(),
                    Host.cgroups(Files.readString(state.resolve("worker/node")).strip()),
                    files.count(),
                    Host.processes(function.name()));
        }
    }

    private static long threads(RunningWorker worker) throws IOException {
        try (var tasks = Files.list(Path.of("/proc/" + worker.process.pid() + "/task"))) {
            return tasks.count();
        }
    }

    private static void cycles(TestGateway gateway, TestFunction function, int from, int count) {
        for (int lease = from; lease < from + count; lease++) {
            function.claim(gateway, lease);
            assertThat(TestFunction.call(gateway, lease)).isEqualTo(TestServer.ANSWER);
            gateway.call(new Kill(lease), Done.class);
            assertThat(gateway.exited().lease()).isEqualTo(lease);
        }
    }

    /** Until the pool is as full as it will be and nothing is being destroyed. */
    private static void settle(TestGateway gateway) {
        Status status;
        do {
            status = gateway.call(new ReadStatus(), Status.class);
        } while (status.ready() != FULL || status.destroying() != 0 || status.leased() != 0);
    }

    @Test
    void cycles_of_claim_call_and_kill_leave_nothing() throws Exception {
        var function = TestFunction.in(state);
        try (var worker = RunningWorker.start(
                        state, "--pool-floor", String.valueOf(FLOOR), "--pool-ceiling", String.valueOf(FLOOR));
                var gateway = TestGateway.welcomed(worker.socket())) {
            cycles(gateway, function, 1, WARM_UP);
            settle(gateway);
            var before = holdings(worker, function);
            long threadsBefore = threads(worker);
            cycles(gateway, function, 1 + WARM_UP, CYCLES);
            settle(gateway);
            assertThat(holdings(worker, function)).isEqualTo(before);
            assertThat(threads(worker)).isBetween(1L, threadsBefore + 4); // request threads come and go
            assertThat(worker.stop()).isZero();
        }
        assertThat(Host.mounts(state.toString())).isZero();
    }
}
