// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.WorkerReply.Claimed;
import io.jfn.api.worker.WorkerReply.Done;
import io.jfn.api.worker.WorkerReply.Exited;
import io.jfn.api.worker.WorkerReply.Failed;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerReply.Status;
import io.jfn.api.worker.WorkerReply.Used;
import io.jfn.api.worker.WorkerRequest.Claim;
import io.jfn.api.worker.WorkerRequest.Kill;
import io.jfn.api.worker.WorkerRequest.Pause;
import io.jfn.api.worker.WorkerRequest.ReadStatus;
import io.jfn.api.worker.WorkerRequest.ReadUsage;
import io.jfn.api.worker.WorkerRequest.Resume;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The worker as a process, with real sandboxes. */
@EnabledIf(
        value = "io.jfn.pool.Host#canRunSandboxes",
        disabledReason = "not run: sandboxes need root, the test server amd64")
@Timeout(120)
class WorkerKernelTest {
    @TempDir
    Path state;

    private TestFunction function;
    private RunningWorker worker;

    @BeforeEach
    void start() throws Exception {
        function = TestFunction.in(state);
        worker = RunningWorker.start(state);
    }

    @AfterEach
    void everything_is_gone() throws Exception {
        assertThat(worker.stop()).isZero();
        assertThat(Host.processes(function.name())).isZero();
        assertThat(Host.mounts(state.toString())).isZero();
        assertThat(Host.cgroups(Files.readString(state.resolve("worker/node")).strip()))
                .isZero();
        assertThat(worker.socket()).doesNotExist();
    }

    @Test
    void a_static_binary_is_claimed_called_paused_and_killed() {
        try (var gateway = TestGateway.welcomed(worker.socket())) {
            assertThat(function.claim(gateway, 1).poolHit()).isTrue();
            assertThat(TestFunction.call(gateway, 1)).isEqualTo(TestServer.ANSWER);
            assertThat(Host.processes(function.name())).isEqualTo(1);
            gateway.call(new Pause(1), Done.class);
            gateway.call(new Resume(1), Done.class);
            assertThat(TestFunction.call(gateway, 1)).isEqualTo(TestServer.ANSWER);
            var usage = gateway.call(new ReadUsage(1), Used.class).usage();
            assertThat(usage.memoryPeakBytes()).isBetween(1L, 16 * Claims.MIB);
            assertThat(usage.pids()).isEqualTo(1);
            gateway.call(new Kill(1), Done.class);
            assertThat(gateway.exited())
                    .extracting(Exited::lease, Exited::signal)
                    .containsExactly(1L, 9);
            assertThat(Host.processes(function.name())).isZero();
        }
    }

    @Test
    void a_gateway_that_goes_takes_its_sandboxes_with_it() {
        try (var gateway = TestGateway.welcomed(worker.socket())) {
            function.claim(gateway, 1);
            function.claim(gateway, 2);
            assertThat(TestFunction.call(gateway, 2)).isEqualTo(TestServer.ANSWER);
        }
        while (Host.processes(function.name()) > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_worker_that_is_killed_is_cleaned_up_after_by_the_next() throws Exception {
        try (var gateway = TestGateway.welcomed(worker.socket())) {
            for (int lease = 1; lease <= 5; lease++) {
                function.claim(gateway, lease);
                assertThat(TestFunction.call(gateway, lease)).isEqualTo(TestServer.ANSWER);
            }
            gateway.call(new Pause(3), Done.class);
            worker.kill();
            assertThat(gateway.receive()).isNull();
        }
        worker = RunningWorker.start(state);
        assertThat(Host.processes(function.name())).isZero();
        try (var gateway = TestGateway.welcomed(worker.socket())) {
            assertThat(gateway.call(new ReadStatus(), Status.class).leases()).isEmpty();
            function.claim(gateway, 1);
            assertThat(TestFunction.call(gateway, 1)).isEqualTo(TestServer.ANSWER);
        }
    }

    @Test
    void the_worker_has_no_internet_socket() throws Exception {
        try (var gateway = TestGateway.welcomed(worker.socket())) {
            function.claim(gateway, 1);
            assertThat(TestFunction.call(gateway, 1)).isEqualTo(TestServer.ANSWER);
            var sockets = RunningWorker.sockets(worker.process.pid());
            assertThat(sockets).isNotEmpty();
            for (String table : List.of("tcp", "tcp6", "udp", "udp6", "raw")) {
                assertThat(RunningWorker.table(worker.process.pid(), table, 9))
                        .as(table)
                        .doesNotContainAnyElementsOf(sockets);
            }
        }
        // And the same look finds a socket where there is one.
        long self = ProcessHandle.current().pid();
        try (var _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var tables = new HashSet<>(RunningWorker.table(self, "tcp", 9));
            tables.addAll(RunningWorker.table(self, "tcp6", 9));
            assertThat(tables).containsAnyElementsOf(RunningWorker.sockets(self));
        }
    }

    @Test
    void a_second_worker_in_the_same_folder_is_refused() throws Exception {
        var errors = Files.createTempFile(state, "second", ".log");
        var second = RunningWorker.launch(state, errors);
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(Files.readString(errors)).contains("another worker serves");
    }

    @Test
    void an_unknown_option_is_refused_with_the_usage() throws Exception {
        var errors = Files.createTempFile(state, "second", ".log");
        var second = RunningWorker.launch(state, errors, "--verbose");
        assertThat(second.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors))
                .contains("unknown option --verbose")
                .contains("usage:");
    }

    @Test
    void claims_at_once_are_served_up_to_the_budget() {
        try (var gateway = TestGateway.welcomed(worker.socket())) {
            var claims = new ArrayList<Long>();
            for (int lease = 1; lease <= 400; lease++) {
                claims.add(gateway.send(new Claim(lease, function.request())));
            }
            int served = 0;
            for (long id : claims) {
                switch (gateway.answer(id)) {
                    case Claimed claimed -> {
                        served++;
                        gateway.drop(claimed.descriptors());
                    }
                    case Failed failed ->
                        assertThat(failed.reason()).as(failed.toString()).isEqualTo(FailureReason.NO_CAPACITY);
                    case io.jfn.api.worker.WorkerReply other -> throw new AssertionError(other);
                }
            }
            // 4 GiB; a sandbox takes 16 MiB and 1 for itself, ready ones 1 each.
            assertThat(served).isBetween(200, 4096 / 17);
        }
    }
}
