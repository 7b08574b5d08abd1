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

    /** When it fails, the child is ended where it waits: the sandbox thread's wait for it would have no end. */
    void moveAndRelease(Launch launch) {
        try {
            moveThenRelease(launch);
        } catch (RuntimeException e) {
            try {
                endHeld(launch);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void endHeld(Launch launch) {
        byte[] pid = find(launch);
        if (pid.length > 0) {
            kill(Integer.parseInt(new String(pid, StandardCharsets.US_ASCII)));
        }
    }

    private void moveThenRelease(Launch launch) {
        // A descriptor of our own: the sandbox thread closes its one as soon as the child goes on.
        int run = kernel.open(launch.run, ".", Flags.O_PATH | Flags.O_DIRECTORY, 0);
        try {
            byte[] pid;
            try {
                pid = find(launch);
            } catch (RuntimeException e) {
                release(launch, run); // the sandbox thread waits with the child
                throw e;
            }
            if (pid.length == 0) {
                return; // the spawn has failed, and the sandbox thread says why
            }
            launch.cgroup.processFile().ifPresent(file -> write(file.toString(), pid));
            release(launch, run);
        } finally {
            kernel.close(run);
        }
    }

    /** A child that is held to no limits must not run: it ends where it waits, and the sandbox thread's wait with it. */
    private void kill(int pid) {
        int process = kernel.openProcess(pid);
        if (process >= 0) {
            kernel.signal(process, Flags.SIGKILL);
            kernel.close(process);
        }
    }

    /** The child's id; empty when there will be none. */
    private byte[] find(Launch launch) {
        String children = "/proc/self/task/" + launch.threadId + "/children";
        byte[] text = new byte[64];
        long until = System.nanoTime() + PATIENCE;
        for (; !launch.spawned && System.nanoTime() < until; LockSupport.parkNanos(STEP)) {
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
        if (launch.spawned) {
            return new byte[0];
        }
        throw new SandboxException("S2 join cgroups", launch.id, Errno.ESRCH, "the held child does not appear", null);
    }

    private void release(Launch launch, int run) {
        long until = System.nanoTime() + PATIENCE;
        while (!launch.spawned) {
            try {
                // Refused with ENXIO until the child has the other end open.
                int fifo = kernel.open(run, MainProcess.HOLD, Flags.O_WRONLY | Flags.O_NONBLOCK | Flags.O_NOFOLLOW, 0);
                kernel.close(fifo);
                kernel.remove(run, MainProcess.HOLD);
                return;
            } catch (SyscallException e) {
                if (e.errno() != Errno.ENXIO || System.nanoTime() > until) {
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
