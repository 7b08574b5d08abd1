// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

import java.nio.file.Path;

/**
 * One end of a Unix stream connection, over which descriptors can be sent. Its calls block their thread, so use platform
 * threads; one thread may read while another writes. {@link #close} from any thread ends both.
 */
public final class UnixConnection implements AutoCloseable {
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int SO_PEERCRED = 17;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int CHUNK = 32 << 10;

    private final SharedDescriptor descriptor;
    private final int peerPid;
    private final int peerUid;

    UnixConnection(int descriptor) {
        this.descriptor = new SharedDescriptor(descriptor);
        try (var memory = NativeMemory.take()) {
            var credentials = memory.zeroed(12);
            var length = memory.zeroed(4).putInt(0, 12);
            check(
                    LIBC.syscall(
                            SyscallTable.GETSOCKOPT,
                            descriptor,
                            Sockets.SOL_SOCKET,
                            SO_PEERCRED,
                            credentials.address,
                            length.address,
                            0),
                    "getsockopt",
                    "SO_PEERCRED");
            this.peerPid = credentials.getInt(0);
            this.peerUid = credentials.getInt(4);
        }
    }

    /** Connects to the listener at {@code path}. */
    public static UnixConnection connect(Path path) {
        int socket = Sockets.unix();
        try (var memory = NativeMemory.take()) {
            var address = Sockets.unixAddress(memory, path);
            check(LIBC.syscall(SyscallTable.CONNECT, socket, address.address, Sockets.UNIX_ADDRESS), "connect", path);
            return new UnixConnection(socket);
        } catch (RuntimeException e) {
            Sockets.close(socket);
            throw e;
        }
    }

    /** The process that connected, as the kernel says. */
    public int peerPid() {
        return peerPid;
    }

    /** The user that connected, as the kernel says. */
    public int peerUid() {
        return peerUid;
    }

    /** Waits for bytes, and returns how many came, or -1 at the end of the stream or after {@link #close}. */
    public int read(byte[] into, int offset, int length) {
        if (!descriptor.use()) {
            return -1;
        }
        try (var memory = NativeMemory.take()) {
            int most = Math.min(length, CHUNK);
            var buffer = memory.zeroed(most);
            long got = orErrno(LIBC.syscall(SyscallTable.READ, descriptor.number(), buffer.address, most));
            while (got == -Errno.EINTR) {
                got = orErrno(LIBC.syscall(SyscallTable.READ, descriptor.number(), buffer.address, most));
            }
            if (got == 0 || got == -104) {
                return -1;
            }
            if (got < 0) {
                throw new SyscallException("read", "unix connection", (int) -got);
            }
            buffer.get(0, into, offset, (int) got);
            return (int) got;
        } finally {
            descriptor.done();
        }
    }

    /** Fills the range; false when the stream ended before its first byte. */
    public boolean readFully(byte[] into, int offset, int length) {
        for (int done = 0; done < length; ) {
            int got = read(into, offset + done, length - done);
            if (got < 0) {
                if (done == 0) {
                    return false;
                }
                throw new SyscallException("read", "unix connection that ended inside a message", 0);
            }
            done += got;
        }
        return true;
    }

    /** Writes all of the range; blocks while the peer's buffer is full. */
    public void write(byte[] from, int offset, int length) {
        use("write");
        try (var memory = NativeMemory.take()) {
            var buffer = memory.zeroed(Math.min(length, CHUNK));
            for (int done = 0; done < length; ) {
                int most = Math.min(length - done, CHUNK);
                buffer.put(0, from, offset + done, most);
                for (int sent = 0; sent < most; ) {
                    sent += send(buffer.address + sent, most - sent);
                }
                done += most;
            }
        } finally {
            descriptor.done();
        }
    }

    /** Sends one byte 0x01 and a copy of {@code passed}, which stays the caller's to close. */
    public void sendDescriptor(int passed) {
        use("sendmsg");
        try (var memory = NativeMemory.take()) {
            var message = oneByteMessage(memory);
            check(
                    LIBC.syscall(SyscallTable.SENDMSG, descriptor.number(), message.with(passed).address, MSG_NOSIGNAL),
                    "sendmsg",
                    "descriptor " + passed);
        } finally {
            descriptor.done();
        }
    }

    /** Receives what {@link #sendDescriptor} sent: the descriptor, close-on-exec, the caller's; or -1 at the end. */
    public int receiveDescriptor() {
        if (!descriptor.use()) {
            return -1;
        }
        try (var memory = NativeMemory.take()) {
            var message = oneByteMessage(memory);
            long got = check(
                    LIBC.syscall(SyscallTable.RECVMSG, descriptor.number(), message.header().address, MSG_CMSG_CLOEXEC),
                    "recvmsg",
                    "unix connection");
            return got == 0 ? -1 : message.descriptor();
        } finally {
            descriptor.done();
        }
    }

    /** A second descriptor of this connection, close-on-exec, the caller's to close. */
    int duplicate() {
        use("fcntl");
        try {
            return (int) check(
                    LIBC.syscall(SyscallTable.FCNTL, descriptor.number(), F_DUPFD_CLOEXEC, 3),
                    "fcntl",
                    "F_DUPFD_CLOEXEC");
        } finally {
            descriptor.done();
        }
    }

    /** Ends both directions, so that a blocked {@link #read} returns -1. */
    public void shutdown() {
        descriptor.shutdown();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    private void use(String call) {
        if (!descriptor.use()) {
            throw new SyscallException(call, "unix connection that is closed", 9);
        }
    }

    private int send(long address, int length) {
        long sent = orErrno(LIBC.syscall(SyscallTable.WRITE, descriptor.number(), address, length));
        if (sent == -Errno.EINTR) {
            return 0;
        }
        if (sent < 0) {
            throw new SyscallException("write", "unix connection", (int) -sent);
        }
        return (int) sent;
    }

    /** A msghdr with one byte of data and room for one descriptor. */
    private static OneByteMessage oneByteMessage(NativeMemory memory) {
        var data = memory.zeroed(1).putByte(0, 1);
        var vector = memory.zeroed(16).putLong(0, data.address).putLong(8, 1);
        var control = memory.zeroed(24);
        var header = memory.zeroed(56)
                .putLong(16, vector.address)
                .putLong(24, 1)
                .putLong(32, control.address)
                .putLong(40, 24);
        return new OneByteMessage(header, control);
    }

    private record OneByteMessage(NativeMemory.Slice header, NativeMemory.Slice control) {
        private static final int SCM_RIGHTS = 1;

        NativeMemory.Slice with(int passed) {
            control.putLong(0, 20)
                    .putInt(8, Sockets.SOL_SOCKET)
                    .putInt(12, SCM_RIGHTS)
                    .putInt(16, passed);
            return header;
        }

        int descriptor() {
            if (header.getLong(40) < 20 || control.getInt(12) != SCM_RIGHTS) {
                throw new SyscallException("recvmsg", "message without a descriptor", 0);
            }
            return control.getInt(16);
        }
    }
}
