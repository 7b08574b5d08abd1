// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A Unix stream socket at a path, mode 0600 from its first moment, that waits for connections. */
public final class UnixListener implements AutoCloseable {
    private static final int AT_FDCWD = -100;
    private static final int BACKLOG = 16;

    private final Path path;
    private final SharedDescriptor descriptor;

    private UnixListener(Path path, int descriptor) {
        this.path = path;
        this.descriptor = new SharedDescriptor(descriptor);
    }

    /**
     * Listens at {@code path}, replacing the socket an earlier process left there, and gives it to {@code uid} and
     * {@code gid} when they are not our own.
     *
     * @throws SyscallException when the path is too long, its folder is missing or the kernel refuses
     */
    public static UnixListener bind(Path path, int uid, int gid) {
        int socket = Sockets.unix();
        try (var memory = NativeMemory.take()) {
            // The mode of an unbound socket is the mode its path is made with: no moment in which others may connect.
            check(LIBC.syscall(SyscallTable.FCHMOD, socket, 0600), "fchmod", path);
            long name = memory.text(path.toString());
            long removed = orErrno(LIBC.syscall(SyscallTable.UNLINKAT, AT_FDCWD, name, 0));
            if (removed < 0 && removed != -Errno.ENOENT) {
                throw new SyscallException("unlink", path.toString(), (int) -removed);
            }
            var address = Sockets.unixAddress(memory, path);
            check(LIBC.syscall(SyscallTable.BIND, socket, address.address, Sockets.UNIX_ADDRESS), "bind", path);
            check(LIBC.syscall(SyscallTable.FCHOWNAT, AT_FDCWD, name, uid, gid, 0, 0), "chown", path);
            check(LIBC.syscall(SyscallTable.LISTEN, socket, BACKLOG), "listen", path);
            return new UnixListener(path, socket);
        } catch (RuntimeException e) {
            Sockets.close(socket);
            throw e;
        }
    }

    /** Waits for the next connection; null after {@link #close}. */
    public @Nullable UnixConnection accept() {
        if (!descriptor.use()) {
            return null;
        }
        try {
            while (true) {
                long got = orErrno(LIBC.syscall(SyscallTable.ACCEPT4, descriptor.number(), 0, 0, Sockets.SOCK_CLOEXEC));
                if (got >= 0) {
                    return new UnixConnection((int) got);
                }
                if (got == -Errno.EINVAL) {
                    return null;
                }
                if (got != -Errno.EINTR && got != -Errno.ECONNABORTED) {
                    throw new SyscallException("accept", path.toString(), (int) -got);
                }
            }
        } finally {
            descriptor.done();
        }
    }

    /** Stops listening, ends a blocked {@link #accept} and removes the path. */
    @Override
    public void close() {
        descriptor.close();
        try (var memory = NativeMemory.take()) {
            LIBC.syscall(SyscallTable.UNLINKAT, AT_FDCWD, memory.text(path.toString()), 0);
        }
    }
}
