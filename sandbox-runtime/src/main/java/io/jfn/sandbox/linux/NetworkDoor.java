// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes sockets inside a sandbox's network: one thread goes in, makes it, and comes home; about 3 µs. */
final class NetworkDoor implements AutoCloseable {
    private final Syscalls kernel;
    private final int home;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("jfn-network").daemon().factory());

    NetworkDoor(Syscalls kernel) {
        this.kernel = kernel;
        this.home = kernel.open(Flags.AT_FDCWD, "/proc/self/ns/net", Flags.O_RDONLY, 0);
    }

    /** A stream socket in {@code network}, the caller's to close. */
    int socketIn(int network) {
        var made = thread.submit(() -> {
            kernel.enter(network, Flags.CLONE_NEWNET);
            try {
                return kernel.streamSocket();
            } finally {
                kernel.enter(home, Flags.CLONE_NEWNET);
            }
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return made.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.close();
        kernel.close(home);
    }
}
