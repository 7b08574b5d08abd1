// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The running kernel. The first call of a JVM takes about 0.3 s, the others 0.1 µs more than the kernel. */
public final class JnrSyscalls extends ConfiningSyscalls {
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;

    private final Spawner spawner = new Spawner();
    private final InternetSockets internet = new InternetSockets();

    /** Loads the C library and makes memory for {@code parallel} calls at one time. */
    public JnrSyscalls(int parallel) {
        NativeMemory.reserve(parallel);
    }

    public JnrSyscalls() {
        this(8);
    }

    @Override
    public void unshare(int flags) {
        check(LIBC.syscall(SyscallTable.UNSHARE, flags), "unshare", "namespaces 0x" + Integer.toHexString(flags));
    }

    @Override
    public int[] partDescriptors(int... kept) {
        unshare(Flags.CLONE_FILES);
        int[] sorted =
                java.util.Arrays.stream(kept).filter(one -> one > 2).sorted().toArray();
        long next = 3;
        for (int one : sorted) {
            closeRange(next, one - 1L);
            next = Math.max(next, one + 1L);
        }
        closeRange(next, LAST_DESCRIPTOR);
        int[] copies = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            copies[i] = kept[i] < 0 ? -1 : lowest(kept[i]);
        }
        return copies;
    }

    private int lowest(int descriptor) {
        int copy = (int) check(LIBC.syscall(SyscallTable.FCNTL, descriptor, F_DUPFD_CLOEXEC, 3), "fcntl", "F_DUPFD");
        close(descriptor);
        return copy;
    }

    private static void closeRange(long first, long last) {
        if (first <= last) {
            check(LIBC.syscall(SyscallTable.CLOSE_RANGE, first, last, 0), "close_range", first + " to " + last);
        }
    }

    @Override
    public void enter(int namespace, int type) {
        check(LIBC.syscall(SyscallTable.SETNS, namespace, type), "setns", "namespace");
    }

    @Override
    public void setHostName(String name) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.SETHOSTNAME, memory.text(name), name.length()), "sethostname", name);
        }
    }

    @Override
    public void setDomainName(String name) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.SETDOMAINNAME, memory.text(name), name.length()), "setdomainname", name);
        }
    }

    @Override
    public int spawn(List<String> argv, List<String> env, int input, int output, int error, @Nullable String hold) {
        return spawner.spawn(argv, env, input, output, error, hold);
    }

    @Override
    public int threadId() {
        return (int) LIBC.syscall(SyscallTable.GETTID);
    }

    @Override
    public int openProcess(int pid) {
        return (int) orErrno(LIBC.syscall(SyscallTable.PIDFD_OPEN, pid, 0));
    }

    @Override
    public int signal(int processDescriptor, int signal) {
        return (int) orErrno(LIBC.syscall(SyscallTable.PIDFD_SEND_SIGNAL, processDescriptor, signal, 0, 0));
    }

    @Override
    public @Nullable Ended reap(int processDescriptor) {
        return spawner.reap(processDescriptor);
    }

    @Override
    public int streamSocket() {
        return internet.streamSocket();
    }

    @Override
    public int listenLocally(int port) {
        return internet.listenLocally(port);
    }

    @Override
    public int connectLocally(int socket, int port, int millis) {
        return internet.connectLocally(socket, port, millis);
    }

    @Override
    public void raiseLoopback() {
        internet.raiseLoopback();
    }
}
