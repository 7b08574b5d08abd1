// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Kernel tests after each of which this machine holds what it held before. */
abstract class NothingLeft {
    Host.Holdings before;

    @BeforeEach
    void count() throws Exception {
        try (var _ = TestNode.full();
                var _ = new AbstractListener();
                var _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            before = null; // what is opened once in the life of a JVM is open now
        }
        before = Host.Holdings.now();
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(Host.Holdings.now()).isEqualTo(before);
    }
}
