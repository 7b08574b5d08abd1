// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.TestSockets;

/** Listens at an abstract Unix address of the host's network. */
final class AbstractListener implements AutoCloseable {
    final String name = "jfn-test-" + ProcessHandle.current().pid();
    private final int socket = TestSockets.listenAbstract(name);

    @Override
    public void close() {
        TestNode.KERNEL.close(socket);
    }
}
