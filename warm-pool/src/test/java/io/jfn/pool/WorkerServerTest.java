// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.Claimed;
import io.jfn.api.worker.WorkerReply.Connected;
import io.jfn.api.worker.WorkerReply.Done;
import io.jfn.api.worker.WorkerReply.Exited;
import io.jfn.api.worker.WorkerReply.Failed;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerReply.Status;
import io.jfn.api.worker.WorkerReply.Used;
import io.jfn.api.worker.WorkerRequest.Claim;
import io.jfn.api.worker.WorkerRequest.Connect;
import io.jfn.api.worker.WorkerRequest.Kill;
import io.jfn.api.worker.WorkerRequest.Pause;
import io.jfn.api.worker.WorkerRequest.ReadStatus;
import io.jfn.api.worker.WorkerRequest.ReadUsage;
import io.jfn.api.worker.WorkerRequest.Resume;
import io.jfn.api.worker.WorkerRequest.Terminate;
import io.jfn.api.worker.WorkerRequest.UpdateLimits;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a gateway orders of the worker, and what it is told. */
@Timeout(60)
class WorkerServerTest extends WorkerServerStage {
    @Test
    void a_lease_lives_from_claim_to_kill() {
        try (var gateway = TestGateway.welcomed(socket)) {
            assertThat(claim(gateway, 5, "h"))
                    .extracting(Claimed::lease, Claimed::sandbox)
                    .containsExactly(5L, "s-0");
            gateway.call(new Connect(5, 80, 1000), Connected.class);
            take(gateway, 1);
            gateway.call(new Pause(5), Done.class);
            gateway.call(new Resume(5), Done.class);
            gateway.call(new UpdateLimits(5, new ResourceLimits(32 * Claims.MIB, 10, 10, 0)), Done.class);
            assertThat(gateway.call(new ReadUsage(5), Used.class)).isEqualTo(new Used(5, FakeSandbox.LAST));
            assertThat(gateway.call(new ReadStatus(), Status.class))
                    .extracting(Status::leased, Status::memoryReservedBytes, Status::leases)
                    .containsExactly(1, 33 * Claims.MIB, List.of(5L));
            gateway.call(new Kill(5), Done.class);
            assertThat(gateway.exited()).isEqualTo(new Exited(5, -1, 9, false, FakeSandbox.LAST));
            assertThat(gateway.call(new Pause(5), Failed.class).reason()).isEqualTo(FailureReason.NO_SUCH_LEASE);
        }
    }

    @Test
    void a_listener_travels_as_third_descriptor() {
        try (var gateway = TestGateway.welcomed(socket)) {
            var claimed = gateway.call(new Claim(1, Claims.of("h", 16 * Claims.MIB, 9001)), Claimed.class);
            assertThat(claimed.withListener()).isTrue();
            take(gateway, 3);
        }
    }

    @Test
    void an_order_right_behind_its_claim_waits_for_it() {
        try (var gateway = TestGateway.welcomed(socket)) {
            long claim = gateway.send(new Claim(1, Claims.on("held")));
            long connect = gateway.send(new Connect(1, 80, 1000));
            long pause = gateway.send(new Pause(1));
            long resume = gateway.send(new Resume(1));
            long status = gateway.send(new ReadStatus());
            assertThat(gateway.answer(status)).isInstanceOf(Status.class); // the claim holds up nobody else
            while (runtime.made.isEmpty()) {
                Thread.onSpinWait();
            }
            runtime.made.getFirst().letStart();
            assertThat(gateway.answer(claim)).isInstanceOf(Claimed.class);
            assertThat(gateway.answer(connect)).isInstanceOf(Connected.class);
            assertThat(gateway.answer(pause)).isInstanceOf(Done.class);
            assertThat(gateway.answer(resume)).isInstanceOf(Done.class);
            assertThat(runtime.made.getFirst().calls).containsExactly("start", "pause", "resume");
        }
    }

    @Test
    void what_listens_is_connected_while_its_start_still_goes_on() {
        try (var gateway = TestGateway.welcomed(socket)) {
            long claim = gateway.send(new Claim(1, Claims.on("held")));
            assertThat(gateway.call(new Connect(1, 80, 1000), Connected.class).lease())
                    .isEqualTo(1);
            runtime.made.getFirst().letStart();
            assertThat(gateway.answer(claim)).isInstanceOf(Claimed.class);
        }
    }

    @Test
    void a_main_process_that_ends_ends_its_lease() {
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
            runtime.made.getFirst().endsByItself(3);
            assertThat(gateway.exited()).isEqualTo(new Exited(1, 3, 0, false, FakeSandbox.LAST));
            claim(gateway, 2, "h");
            gateway.call(new Terminate(2), Done.class);
            assertThat(gateway.exited()).isEqualTo(new Exited(2, -1, 15, false, FakeSandbox.LAST));
        }
    }

    @Test
    void a_launch_that_fails_names_its_step_and_is_no_lease() {
        try (var gateway = TestGateway.welcomed(socket)) {
            assertThat(gateway.call(new Claim(1, Claims.on("fails")), Failed.class))
                    .extracting(Failed::reason, Failed::step, Failed::object, Failed::errno)
                    .containsExactly(FailureReason.LAUNCH_FAILED, "S9 mount image", "sha256:aa", 2);
            assertThat(gateway.call(new Connect(1, 80, 0), Failed.class).reason())
                    .isEqualTo(FailureReason.NO_SUCH_LEASE);
            claim(gateway, 1, "h");
        }
    }

    @Test
    void what_cannot_be_is_refused() {
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
            assertThat(gateway.call(new Claim(1, Claims.on("h")), Failed.class).reason())
                    .isEqualTo(FailureReason.INVALID);
            assertThat(gateway.call(new Connect(1, 0, 0), Failed.class).reason())
                    .isEqualTo(FailureReason.INVALID);
            assertThat(gateway.call(new Claim(2, Claims.of("h", 390 * Claims.MIB, 0)), Failed.class)
                            .reason())
                    .isEqualTo(FailureReason.NO_CAPACITY);
            claim(gateway, 3, "deaf");
            assertThat(gateway.call(new Connect(3, 80, 0), Failed.class).reason())
                    .isEqualTo(FailureReason.NOT_LISTENING);
        }
    }

    @Test
    void a_gateway_that_goes_takes_its_leases_with_it() throws Exception {
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
            gateway.send(new Claim(2, Claims.on("held")));
            while (runtime.made.size() < 2) {
                Thread.onSpinWait();
            }
        }
        runtime.made.get(1).letStart();
        assertThat(budget.awaitAllReturned(TimeUnit.SECONDS.toNanos(20))).isTrue();
        assertThat(runtime.alive()).isZero();
    }

    @Test
    void stopping_refuses_claims_and_tells_of_every_end() throws Exception {
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
            claim(gateway, 2, "h");
            server.drain();
            assertThat(gateway.call(new Claim(3, Claims.on("h")), Failed.class).reason())
                    .isEqualTo(FailureReason.STOPPING);
            assertThat(List.of(gateway.exited().lease(), gateway.exited().lease()))
                    .containsExactlyInAnyOrder(1L, 2L);
        }
    }

    @Test
    void five_thousand_claims_at_once_are_each_answered_once() throws Exception {
        int claims = 5000;
        try (var gateway = TestGateway.welcomed(socket)) {
            var sending = threads.submit(() -> {
                for (int lease = 1; lease <= claims; lease++) {
                    gateway.send(new Claim(lease, Claims.on("h")));
                    gateway.send(new Connect(lease, 80, 1000));
                }
            });
            var sandboxes = new HashSet<String>();
            int refused = 0;
            for (int lease = 1; lease <= claims; lease++) {
                switch (gateway.answer(2L * lease - 1)) {
                    case Claimed claimed ->
                        assertThat(sandboxes.add(claimed.sandbox())).isTrue();
                    case Failed failed -> {
                        assertThat(failed.reason()).isEqualTo(FailureReason.NO_CAPACITY);
                        refused++;
                    }
                    case WorkerReply other -> throw new AssertionError(other);
                }
                gateway.answer(2L * lease);
            }
            sending.get();
            assertThat(sandboxes).hasSize(400 / 17);
            assertThat(refused).isEqualTo(claims - 400 / 17);
        }
    }
}
