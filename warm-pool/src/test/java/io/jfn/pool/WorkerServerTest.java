// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.Claimed;
import io.jfn.api.worker.WorkerReply.Connected;
import io.jfn.api.worker.WorkerReply.Done;
import io.jfn.api.worker.WorkerReply.Exited;
import io.jfn.api.worker.WorkerReply.Failed;
import io.jfn.api.worker.WorkerReply.FailureReason;
import io.jfn.api.worker.WorkerReply.Status;
import io.jfn.api.worker.WorkerReply.Used;
import io.jfn.api.worker.WorkerReply.Welcome;
import io.jfn.api.worker.WorkerRequest.Claim;
import io.jfn.api.worker.WorkerRequest.Connect;
import io.jfn.api.worker.WorkerRequest.Hello;
import io.jfn.api.worker.WorkerRequest.Kill;
import io.jfn.api.worker.WorkerRequest.Pause;
import io.jfn.api.worker.WorkerRequest.ReadStatus;
import io.jfn.api.worker.WorkerRequest.ReadUsage;
import io.jfn.api.worker.WorkerRequest.Resume;
import io.jfn.api.worker.WorkerRequest.Terminate;
import io.jfn.api.worker.WorkerRequest.UpdateLimits;
import io.jfn.sandbox.syscall.Descriptors;
import io.jfn.sandbox.syscall.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker's server over a real Unix socket, with sandboxes that are not. */
@Timeout(60)
class WorkerServerTest {
    @TempDir
    Path folder;

    private final FakeDescriptors descriptors = new FakeDescriptors(true);
    private final FakeSandboxRuntime runtime = new FakeSandboxRuntime(descriptors);
    private final MemoryBudget budget = new MemoryBudget(400 * Claims.MIB);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private Path socket;
    private WarmPool pool;
    private WorkerServer server;
    private Thread acceptor;

    @BeforeEach
    void serve() throws Exception {
        serveFor((Integer) Files.getAttribute(folder, "unix:uid"), TimeUnit.SECONDS.toNanos(20));
    }

    private void serveFor(int uid, long patienceNanos) {
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

    private void stop() throws InterruptedException {
        server.drain();
        pool.close();
        server.close();
        acceptor.join();
    }

    private static void take(TestGateway gateway, int count) {
        for (int i = 0; i < count; i++) {
            int fd = gateway.descriptor();
            assertThat(fd).isGreaterThan(2);
            Descriptors.close(fd);
        }
    }

    private static Claimed claim(TestGateway gateway, long lease, String hostname) {
        var claimed = gateway.call(new Claim(lease, Claims.on(hostname)), Claimed.class);
        take(gateway, claimed.descriptors());
        return claimed;
    }

    @Test
    void a_gateway_is_welcomed_with_the_node() {
        try (var gateway = TestGateway.hello(socket, WorkerCodec.VERSION)) {
            assertThat(gateway.receive())
                    .isEqualTo(new WorkerCodec.Frame<WorkerReply>(
                            99, new Welcome(WorkerCodec.VERSION, "n1", "v2", 400 * Claims.MIB, List.of("landlock"))));
        }
    }

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
    void a_second_gateway_is_refused_while_one_is_served_and_welcome_after_it() {
        try (var _ = TestGateway.welcomed(socket);
                var second = TestGateway.hello(socket, WorkerCodec.VERSION)) {
            assertThat(second.receive().message()).isInstanceOf(Failed.class);
            assertThat(second.receive()).isNull();
        }
        boolean welcome = false;
        while (!welcome) {
            try (var next = TestGateway.hello(socket, WorkerCodec.VERSION)) {
                welcome = next.receive().message() instanceof Welcome;
            }
        }
    }

    @Test
    void a_gateway_of_another_version_is_refused() {
        try (var gateway = TestGateway.hello(socket, 77)) {
            assertThat(((Failed) gateway.receive().message()).message()).contains("77");
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

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 8, WorkerCodec.LONGEST_FRAME + 1, Integer.MIN_VALUE})
    void a_frame_of_impossible_length_closes_its_connection_only(int length) {
        try (var gateway = TestGateway.welcomed(socket)) {
            gateway.control.write(ByteBuffer.allocate(4).putInt(length).array(), 0, 4);
            assertThat(gateway.receive()).isNull();
        }
        awaitNoGateway();
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
        }
    }

    @Test
    void a_second_hello_closes_the_connection() {
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
            gateway.send(new Hello(WorkerCodec.VERSION, 1, 2));
            assertThat(gateway.receive()).isNull();
        }
    }

    @Test
    void random_bytes_close_their_connection_only() {
        var random = new java.util.Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(1, 60)];
            random.nextBytes(bytes);
            try (var connection = UnixConnection.connect(socket)) {
                connection.write(bytes, 0, bytes.length);
            } catch (io.jfn.sandbox.syscall.SyscallException e) {
                // refused already
            }
        }
        awaitNoGateway();
        try (var gateway = TestGateway.welcomed(socket)) {
            claim(gateway, 1, "h");
        }
    }

    @Test
    void a_connection_that_says_nothing_and_a_token_without_descriptors_are_given_up() throws Exception {
        stop();
        serveFor((Integer) Files.getAttribute(folder, "unix:uid"), TimeUnit.MILLISECONDS.toNanos(50));
        try (var silent = UnixConnection.connect(socket)) {
            assertThat(silent.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
        try (var lonely = UnixConnection.connect(socket)) {
            byte[] hello = WorkerCodec.encode(1, new Hello(WorkerCodec.VERSION, 1, 2));
            lonely.write(new byte[] {'C'}, 0, 1);
            lonely.write(hello, 0, hello.length);
            byte[] answer = new byte[1000];
            assertThat(lonely.read(answer, 0, answer.length)).isPositive();
        }
        try (var unfetched = UnixConnection.connect(socket)) {
            unfetched.write(new byte[17], 0, 17);
            assertThat(unfetched.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void another_user_is_refused_unheard() {
        var stranger = new Stranger(4711);
        var ours = new LinkedBlockingQueue<WorkerConnection>(List.of(stranger));
        var listener = new WorkerListener() {
            @Override
            public WorkerConnection accept() throws IOException {
                var next = ours.poll();
                if (next == null) {
                    throw new IOException("closed");
                }
                return next;
            }

            @Override
            public void close() {}
        };
        var other = new WorkerServer(
                listener,
                new WorkerServer.Means(pool, descriptors, threads, timer),
                new NodeIdentity("n1", "v2", List.of(), 4712),
                1);
        ours.add(new Stranger(4713));
        Thread.ofVirtual().start(other::serve);
        while (!ours.isEmpty()) {
            Thread.onSpinWait();
        }
        other.close();
        assertThat(stranger.closed).isTrue();
        assertThat(stranger.read).isFalse();
    }

    private static final class Stranger implements WorkerConnection {
        private final int uid;
        volatile boolean closed;
        volatile boolean read;

        Stranger(int uid) {
            this.uid = uid;
        }

        @Override
        public int peerUid() {
            return uid;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            read = true;
            return -1;
        }

        @Override
        public void write(byte[] bytes) {}

        @Override
        public void sendDescriptor(int descriptor) {}

        @Override
        public void close() {
            closed = true;
        }
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

    private void awaitNoGateway() {
        while (server.isServing()) {
            Thread.onSpinWait();
        }
    }
}
