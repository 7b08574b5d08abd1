// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePortTest {
    @TempDir
    Path proc;

    @Test
    void names_who_holds_the_port_and_the_way_out() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();

            assertThat(new NodePort(Path.of("/proc")).obstacle("127.0.0.1", port))
                    .hasValueSatisfying(text -> assertThat(text)
                            .matches("port " + port + " is in use by .+ \\(pid "
                                    + ProcessHandle.current().pid() + "\\): stop it, or choose another with --port"));
        }
    }

    @Test
    void finds_nothing_against_a_free_port() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }

        assertThat(new NodePort(Path.of("/proc")).obstacle("127.0.0.1", port)).isEmpty();
    }

    @Test
    void says_that_a_low_port_is_for_root() {
        var host = new FakeHost(proc).file("/sys/net/ipv4/ip_unprivileged_port_start", "1024\n");

        assertThat(new NodePort(host.root).obstacle("127.0.0.1", 80))
                .hasValueSatisfying(text -> assertThat(text).contains("port 80 is for root alone", "--port"));
    }

    @Test
    void says_that_an_address_is_not_this_machines() {
        assertThat(new NodePort(proc).obstacle("192.0.2.1", 8080))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("cannot listen on 192.0.2.1 port 8080", "--host"));
    }

    @Test
    void looks_at_listening_sockets_only() throws IOException {
        var host = new FakeHost(proc)
                .file("/net/tcp", """
                          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                           0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 41 1
                           1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 42 1
                        """)
                .file("/31/comm", "client\n")
                .file("/32/comm", "nginx\n");
        link("31", "socket:[41]");
        link("32", "socket:[42]");

        assertThat(new NodePort(host.root).holder(8080)).contains("nginx (pid 32)");
        assertThat(new NodePort(host.root).holder(8081)).isEmpty();
    }

    private void link(String process, String target) throws IOException {
        Path fd = Files.createDirectories(proc.resolve(process).resolve("fd"));
        Files.createSymbolicLink(fd.resolve("3"), Path.of(target));
    }
}
