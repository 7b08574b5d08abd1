// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jfn.api.worker.Usage;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerRequest;
import io.jfn.gateway.worker.WorkerException.Reason;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketWorkerClientTest {
    private static final Usage USAGE = new Usage(1, 2, 3, 4, 5, 6, 7, 8);

    @TempDir
    Path folder;

    private final EventLoopGroup group = new EpollEventLoopGroup(1);
    private FakeWorker worker;
    private SocketWorkerClient client;

    @BeforeEach
    void connect() throws Exception {
        worker = new FakeWorker(folder);
        client = SocketWorkerClient.open(worker.socket, group.next());
        worker.met();
        await(client::connected);
    }

    @AfterEach
    void every_descriptor_is_closed_and_everything_ends() throws IOException {
        client.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        worker.close();
        assertThat(worker.open()).isZero();
    }

    @Test
    void says_what_the_worker_said_of_itself() {
        assertThat(client.connected()).isTrue();
        assertThat(client.away()).isEmpty();
        assertThat(client.welcome()).isEqualTo(worker.greeting);
    }

    @Test
    void a_claim_brings_facts_and_descriptors_in_order() throws Exception {
        var lease = client.claim(SampleClaims.lambda());
        var claim = worker.next(WorkerRequest.Claim.class);
        var facts = SampleClaims.claimed(lease.number(), true);
        worker.reply(claim.id(), facts, "out", "err", "listener");

        var started = get(lease.started());

        assertThat(claim.message().lease()).isEqualTo(lease.number());
        assertThat(claim.message().request().argv()).containsExactly("/server");
        assertThat(started.facts()).isEqualTo(facts);
        assertThat(FakeWorker.nameOf(started.stdout())).isEqualTo("out");
        assertThat(FakeWorker.nameOf(started.stderr())).isEqualTo("err");
        assertThat(FakeWorker.nameOf(started.listener())).isEqualTo("listener");
        close(started.stdout(), started.stderr(), started.listener());
    }

    @Test
    void descriptors_may_come_behind_the_frame() throws Exception {
        var lease = client.claim(SampleClaims.http());
        long id = worker.next(WorkerRequest.Claim.class).id();
        worker.reply(id, SampleClaims.claimed(lease.number(), false));
        worker.send("out", "err");

        var started = get(lease.started());
        assertThat(FakeWorker.nameOf(started.stderr())).isEqualTo("err");
        assertThat(started.listener()).isEqualTo(-1);
        close(started.stdout(), started.stderr());
    }

    @Test
    void each_of_many_claims_gets_its_own_descriptors() throws Exception {
        var leases = new ArrayList<WorkerLease>();
        for (int i = 0; i < 40; i++) {
            leases.add(client.claim(SampleClaims.http()));
        }
        for (var lease : leases) {
            worker.send("out" + lease.number(), "err" + lease.number());
        }
        for (var lease : leases) {
            worker.reply(worker.next(WorkerRequest.Claim.class).id(), SampleClaims.claimed(lease.number(), false));
        }
        for (var lease : leases) {
            var started = get(lease.started());
            assertThat(FakeWorker.nameOf(started.stdout())).isEqualTo("out" + lease.number());
            assertThat(FakeWorker.nameOf(started.stderr())).isEqualTo("err" + lease.number());
            close(started.stdout(), started.stderr());
        }
    }

    @Test
    void a_connect_travels_right_behind_its_claim() throws Exception {
        var lease = client.claim(SampleClaims.http());
        var socket = lease.connect(8080, 1234);
        long claim = worker.next(WorkerRequest.Claim.class).id();
        var connect = worker.next(WorkerRequest.Connect.class);

        worker.send("out", "err", "socket");
        worker.reply(claim, SampleClaims.claimed(lease.number(), false));
        worker.reply(connect.id(), new WorkerReply.Connected(lease.number(), 1));

        assertThat(connect.message()).isEqualTo(new WorkerRequest.Connect(lease.number(), 8080, 1234));
        assertThat(FakeWorker.nameOf(get(socket))).isEqualTo("socket");
        var started = get(lease.started());
        close(started.stdout(), started.stderr(), get(socket));
    }

    @Test
    void orders_reach_their_lease_and_are_answered() throws Exception {
        var lease = started();
        var paused = lease.pause();
        worker.reply(worker.next(WorkerRequest.Pause.class).id(), new WorkerReply.Done());
        get(paused);
        var resumed = lease.resume();
        worker.reply(worker.next(WorkerRequest.Resume.class).id(), new WorkerReply.Done());
        get(resumed);
        var usage = lease.usage();
        worker.reply(worker.next(WorkerRequest.ReadUsage.class).id(), new WorkerReply.Used(lease.number(), USAGE));
        assertThat(get(usage)).isEqualTo(USAGE);
        var terminated = lease.terminate();
        worker.reply(worker.next(WorkerRequest.Terminate.class).id(), new WorkerReply.Done());
        get(terminated);
    }

    @Test
    void tells_the_status() throws Exception {
        var status = new WorkerReply.Status(1, 2, 3, 4, 5, 6, List.of(7L));
        var asked = client.status();
        worker.reply(worker.next(WorkerRequest.ReadStatus.class).id(), status);
        assertThat(get(asked)).isEqualTo(status);
    }

    @Test
    void a_failed_claim_says_why_and_its_lease_is_over() throws Exception {
        var lease = client.claim(SampleClaims.http());
        worker.reply(
                worker.next(WorkerRequest.Claim.class).id(),
                new WorkerReply.Failed(FailureReason.LAUNCH_FAILED, "S9 mount image", "/layers", 28, "no space"));

        var failure = failure(lease.started());

        assertThat(failure.reason()).isEqualTo(Reason.LAUNCH_FAILED);
        assertThat(failure.step()).isEqualTo("S9 mount image");
        assertThat(failure.object()).isEqualTo("/layers");
        assertThat(failure.errno()).isEqualTo(28);
        assertThat(failure).hasMessage("no space");
        assertThat(get(lease.exited())).isEqualTo(WorkerLease.unknownEnd(lease.number()));
    }

    @Test
    void an_end_is_told_and_nothing_is_asked_of_the_lease_after_it() throws Exception {
        var lease = started();
        var exit = new WorkerReply.Exited(lease.number(), 3, 0, false, USAGE);
        worker.reply(0, exit);

        assertThat(get(lease.exited())).isEqualTo(exit);
        assertThat(failure(lease.pause()).reason()).isEqualTo(Reason.NO_SUCH_LEASE);
        assertThat(worker.requests).isEmpty();
    }

    @Test
    void what_a_killed_claim_brings_later_is_closed() throws Exception {
        var lease = client.claim(SampleClaims.http());
        long claim = worker.next(WorkerRequest.Claim.class).id();
        var killed = lease.kill();
        long kill = worker.next(WorkerRequest.Kill.class).id();
        assertThat(failure(lease.started()).reason()).isEqualTo(Reason.NO_SUCH_LEASE);
        assertThat(lease.exited().toCompletableFuture()).isNotDone();

        worker.reply(claim, SampleClaims.claimed(lease.number(), false), "out", "err");
        worker.reply(kill, new WorkerReply.Done());
        worker.reply(0, new WorkerReply.Exited(lease.number(), -1, 9, false, USAGE));

        get(killed);
        assertThat(get(lease.exited()).signal()).isEqualTo(9);
        assertThat(worker.open()).isZero();
        assertThat(client.connected()).isTrue();
    }

    @Test
    void the_socket_of_a_cancelled_connect_is_closed() throws Exception {
        var lease = started();
        var socket = lease.connect(8080, 1000);
        long connect = worker.next(WorkerRequest.Connect.class).id();
        socket.toCompletableFuture().cancel(false);

        worker.reply(connect, new WorkerReply.Connected(lease.number(), 1), "socket");

        roundTrip();
        assertThat(worker.open()).isZero();
    }

    @Test
    void a_lost_worker_fails_what_waits_and_is_found_again() throws Exception {
        var held = started();
        var waiting = client.claim(SampleClaims.http());
        worker.next(WorkerRequest.Claim.class);
        worker.send("out"); // and dies before the frame

        worker.hangUp();

        assertThat(failure(waiting.started()).reason()).isEqualTo(Reason.AWAY);
        assertThat(get(waiting.exited()).exitCode()).isEqualTo(-1);
        assertThat(get(held.exited())).isEqualTo(WorkerLease.unknownEnd(held.number()));
        assertThat(failure(held.pause()).reason()).isIn(Reason.AWAY, Reason.NO_SUCH_LEASE);

        worker.met();
        await(client::connected);
        assertThat(worker.open()).isZero();
        roundTrip();
        assertThat(failure(held.resume()).reason()).isEqualTo(Reason.NO_SUCH_LEASE);
    }

    @Test
    void requests_fail_at_once_while_there_is_no_worker() throws Exception {
        worker.close();
        await(() -> !client.connected());

        var lease = client.claim(SampleClaims.http());

        assertThat(lease.started().toCompletableFuture()).isCompletedExceptionally();
        assertThat(failure(lease.started())).hasMessageContaining("worker.sock").hasMessageContaining("away");
        assertThat(client.away()).contains("jfn up");
        assertThat(client.welcome()).isNull();
        assertThat(get(lease.exited()).exitCode()).isEqualTo(-1);
    }

    @Test
    void answers_that_nobody_asked_for_end_everything_and_are_closed() throws Exception {
        var lease = started();
        worker.reply(999, new WorkerReply.Connected(lease.number(), 1), "stray");

        assertThat(worker.sawTheEnd()).isTrue();
        assertThat(get(lease.exited())).isEqualTo(WorkerLease.unknownEnd(lease.number()));
        assertThat(worker.open()).isZero();
    }

    @Test
    void an_answer_of_the_wrong_kind_ends_everything() throws Exception {
        var lease = started();
        var paused = lease.pause();
        worker.reply(
                worker.next(WorkerRequest.Pause.class).id(), new WorkerReply.Connected(lease.number(), 1), "socket");

        assertThat(failure(paused).reason()).isEqualTo(Reason.AWAY);
        assertThat(worker.sawTheEnd()).isTrue();
        assertThat(worker.open()).isZero();
    }

    @Test
    void a_socket_for_another_lease_is_handed_to_nobody() throws Exception {
        var lease = started();
        var socket = lease.connect(8080, 1000);
        worker.reply(
                worker.next(WorkerRequest.Connect.class).id(),
                new WorkerReply.Connected(lease.number() + 1, 1),
                "socket");

        assertThat(failure(socket).reason()).isEqualTo(Reason.AWAY);
        assertThat(worker.open()).isZero();
    }

    @Test
    void bytes_that_are_no_frame_end_the_connection() throws Exception {
        worker.raw(ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array());
        assertThat(worker.sawTheEnd()).isTrue();
        worker.met(); // and it comes back
    }

    @Test
    void a_refused_gateway_says_why_it_is_away() throws Exception {
        worker.greeting = new WorkerReply.Failed(FailureReason.INVALID, "", "", 0, "another gateway is being served");
        worker.hangUp();
        assertThat(worker.sawTheEnd()).isTrue();
        worker.met();
        await(() -> client.away().contains("another gateway is being served"));
        assertThat(client.connected()).isFalse();
    }

    @Test
    void closing_ends_every_lease() throws Exception {
        var lease = started();
        client.close();
        assertThat(worker.sawTheEnd()).isTrue();
        assertThat(get(lease.exited())).isEqualTo(WorkerLease.unknownEnd(lease.number()));
        assertThat(failure(client.claim(SampleClaims.http()).started()).reason())
                .isEqualTo(Reason.AWAY);
    }

    private WorkerLease started() throws Exception {
        var lease = client.claim(SampleClaims.http());
        worker.reply(
                worker.next(WorkerRequest.Claim.class).id(), SampleClaims.claimed(lease.number(), false), "out", "err");
        var started = get(lease.started());
        close(started.stdout(), started.stderr());
        return lease;
    }

    /** Whatever the worker sent before is dealt with after it. */
    private void roundTrip() throws Exception {
        var asked = client.status();
        worker.reply(
                worker.next(WorkerRequest.ReadStatus.class).id(), new WorkerReply.Status(0, 0, 0, 0, 0, 0, List.of()));
        get(asked);
    }

    /** Waits for what another thread is about to do; the test's timeout bounds it. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void close(int... descriptors) throws IOException {
        for (int descriptor : descriptors) {
            new FileDescriptor(descriptor).close();
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static WorkerException failure(CompletionStage<?> stage) {
        var failed = catchThrowableOfType(
                ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
        return (WorkerException) failed.getCause();
    }
}
