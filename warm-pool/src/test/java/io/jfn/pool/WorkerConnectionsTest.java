// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerReply.Failed;
import io.jfn.api.worker.WorkerReply.Welcome;
import io.jfn.api.worker.WorkerRequest.Hello;
import io.jfn.sandbox.syscall.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may speak to the worker, and what becomes of those who do not speak its protocol. */
@Timeout(60)
class WorkerConnectionsTest extends WorkerServerStage {
    @Test
    void a_gateway_is_welcomed_with_the_node() {
        try (var gateway = TestGateway.hello(socket, WorkerCodec.VERSION)) {
            assertThat(gateway.receive())
                    .isEqualTo(new WorkerCodec.Frame<WorkerReply>(
                            99, new Welcome(WorkerCodec.VERSION, "n1", "v2", 400 * Claims.MIB, List.of("landlock"))));
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
}
