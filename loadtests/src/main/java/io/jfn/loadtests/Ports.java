// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of the loopback that nobody listens on. */
final class Ports {
    private Ports() {}

    static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchmarkException("no free port: " + e.getMessage(), e);
        }
    }
}
