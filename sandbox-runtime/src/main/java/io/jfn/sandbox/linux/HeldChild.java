// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Version 2 takes whole processes into a group, and the sandbox thread is not one: so its child waits at a FIFO before its exec
 * until it has been moved.
 */
final class HeldChild {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long STEP = 20_000;

    private final Syscalls kernel;

    HeldChild(Syscalls kernel) {
        this.kernel = kernel;
    }

    void moveAndRelease(Launch launch) {
        try {
            byte[] pid = find(launch);
            launch.cgroup.processFile().ifPresent(file -> write(file.toString(), pid));
        } finally {
            // Also when something failed: the sandbox thread waits with the child.
            release(launch);
        }
    }

    private byte[] find(Launch launch) {
        String children = "/proc/self/task/" + launch.threadId + "/children";
        byte[] text = new byte[64];
        for (long until = System.nanoTime() + PATIENCE; System.nanoTime() < until; LockSupport.parkNanos(STEP)) {
            int file = kernel.open(Flags.AT_FDCWD, children, Flags.O_RDONLY, 0);
            try {
                int got = kernel.read(file, text);
                if (got > 0) {
                    return new String(text, 0, got, StandardCharsets.US_ASCII)
                            .strip()
                            .getBytes(StandardCharsets.US_ASCII);
                }
            } finally {
                kernel.close(file);
            }
        }
        throw new SandboxException("S2 join cgroups", launch.id, Errno.ESRCH, "the held child does not appear", null);
    }

    private void release(Launch launch) {
        long until = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                // Refused with ENXIO until the child has the other end open.
                int fifo = kernel.open(
                        launch.run, MainProcess.HOLD, Flags.O_WRONLY | Flags.O_NONBLOCK | Flags.O_NOFOLLOW, 0);
                kernel.remove(launch.run, MainProcess.HOLD);
                kernel.close(fifo);
                return;
            } catch (SyscallException e) {
                if (e.errno() != 6 || System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(STEP);
            }
        }
    }

    private void write(String path, byte[] content) {
        int file = kernel.open(Flags.AT_FDCWD, path, Flags.O_WRONLY, 0);
        try {
            kernel.write(file, content);
        } finally {
            kernel.close(file);
        }
    }
}
