// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixConnectionTest {
    @TempDir
    Path folder;

    private static int ownUid(Path path) throws Exception {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    @Test
    void bytes_arrive_both_ways_and_the_peer_is_known() throws Exception {
        int uid = ownUid(folder);
        try (var listener = UnixListener.bind(folder.resolve("s"), uid, -1);
                var client = UnixConnection.connect(folder.resolve("s"));
                var server = listener.accept()) {
            assertThat(server.peerUid()).isEqualTo(uid);
            assertThat(server.peerPid()).isEqualTo((int) ProcessHandle.current().pid());

            client.write("hello".getBytes(StandardCharsets.UTF_8), 0, 5);
            byte[] got = new byte[5];
            assertThat(server.readFully(got, 0, 5)).isTrue();
            assertThat(got).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        }
    }

    @Test
    void a_message_larger_than_every_buffer_arrives_whole() throws Exception {
        byte[] sent = new byte[3 << 20];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31);
        }
        try (var listener = UnixListener.bind(folder.resolve("s"), -1, -1);
                var client = UnixConnection.connect(folder.resolve("s"));
                var server = listener.accept();
                var threads = Executors.newSingleThreadExecutor()) {
            var writing = threads.submit(() -> client.write(sent, 0, sent.length));
            byte[] got = new byte[sent.length];
            assertThat(server.readFully(got, 0, got.length)).isTrue();
            writing.get();
            assertThat(got).isEqualTo(sent);
        }
    }

    @Test
    void a_descriptor_travels_with_one_byte() throws Exception {
        try (var listener = UnixListener.bind(folder.resolve("s"), -1, -1);
                var client = UnixConnection.connect(folder.resolve("s"));
                var server = listener.accept();
                var other = UnixListener.bind(folder.resolve("t"), -1, -1);
                var passed = UnixConnection.connect(folder.resolve("t"));
                var far = other.accept()) {
            int duplicate = passed.duplicate();
            server.sendDescriptor(duplicate);
            Sockets.close(duplicate);
            int received = client.receiveDescriptor();
            assertThat(received).isGreaterThan(2);
            try (var same = new UnixConnection(received)) {
                same.write(new byte[] {42}, 0, 1);
            }
            byte[] got = new byte[1];
            assertThat(far.readFully(got, 0, 1)).isTrue();
            assertThat(got[0]).isEqualTo((byte) 42);
        }
    }

    @Test
    void the_socket_is_for_its_owner_alone_and_goes_with_the_listener() throws Exception {
        Path path = folder.resolve("s");
        try (var _ = UnixListener.bind(path, -1, -1)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void closing_ends_a_blocked_accept_and_a_blocked_read() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var listener = UnixListener.bind(folder.resolve("s"), -1, -1);
            var client = UnixConnection.connect(folder.resolve("s"));
            var server = listener.accept();
            var reading = threads.submit(() -> server.read(new byte[1], 0, 1));
            var accepting = threads.submit(listener::accept);
            client.close();
            assertThat(reading.get()).isEqualTo(-1);
            listener.close();
            assertThat(accepting.get()).isNull();
            server.close();
            assertThat(server.read(new byte[1], 0, 1)).isEqualTo(-1);
            assertThatThrownBy(() -> server.write(new byte[1], 0, 1)).isInstanceOf(SyscallException.class);
        }
    }

    @Test
    void a_path_too_long_for_a_socket_is_refused_with_the_way_out() {
        assertThatThrownBy(() -> UnixListener.bind(folder.resolve("x".repeat(120)), -1, -1))
                .isInstanceOf(SyscallException.class)
                .hasMessageContaining("107 bytes");
    }
}
