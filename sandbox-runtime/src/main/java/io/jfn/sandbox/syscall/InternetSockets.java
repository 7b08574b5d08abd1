// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

/** TCP sockets on the loopback address of the calling thread's network. */
final class InternetSockets {
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ERROR = 4;
    private static final int POLLOUT = 4;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int IFF_UP_RUNNING = 0x41;
    private static final int BACKLOG = 128;

    int streamSocket() {
        return socket(Sockets.SOCK_STREAM | Sockets.SOCK_CLOEXEC | Sockets.SOCK_NONBLOCK);
    }

    int listenLocally(int port) {
        int socket = streamSocket();
        try (var memory = NativeMemory.take()) {
            long one = memory.zeroed(4).putInt(0, 1).address;
            check(
                    LIBC.syscall(SyscallTable.SETSOCKOPT, socket, Sockets.SOL_SOCKET, SO_REUSEADDR, one, 4, 0),
                    "setsockopt",
                    "SO_REUSEADDR");
            var address = Sockets.loopback(memory, port);
            check(
                    LIBC.syscall(SyscallTable.BIND, socket, address.address, Sockets.INET_ADDRESS),
                    "bind",
                    "127.0.0.1:" + port);
            check(LIBC.syscall(SyscallTable.LISTEN, socket, BACKLOG), "listen", "127.0.0.1:" + port);
            return socket;
        } catch (RuntimeException e) {
            Sockets.close(socket);
            throw e;
        }
    }

    int connectLocally(int socket, int port, int millis) {
        try (var memory = NativeMemory.take()) {
            var address = Sockets.loopback(memory, port);
            int result = connect(socket, address);
            if (result == -Errno.ECONNABORTED) {
                // What the kernel says first to a socket whose last try was refused.
                result = connect(socket, address);
            }
            if (result != -Errno.EINPROGRESS) {
                return result;
            }
            // On loopback the answer is there by now: this does not wait unless the listener's queue is full.
            var poll = memory.zeroed(8).putInt(0, socket).putShort(4, POLLOUT);
            var patience = memory.zeroed(16).putLong(0, millis / 1000).putLong(8, millis % 1000 * 1_000_000L);
            long ready = orErrno(LIBC.syscall(SyscallTable.PPOLL, poll.address, 1, patience.address, 0, 0, 0));
            if (ready <= 0) {
                return -Errno.EINPROGRESS;
            }
            var error = memory.zeroed(4);
            var length = memory.zeroed(4).putInt(0, 4);
            check(
                    LIBC.syscall(
                            SyscallTable.GETSOCKOPT,
                            socket,
                            Sockets.SOL_SOCKET,
                            SO_ERROR,
                            error.address,
                            length.address,
                            0),
                    "getsockopt",
                    "SO_ERROR");
            return -error.getInt(0);
        }
    }

    private static int connect(int socket, NativeMemory.Slice address) {
        return (int) orErrno(LIBC.syscall(SyscallTable.CONNECT, socket, address.address, Sockets.INET_ADDRESS));
    }

    void raiseLoopback() {
        int socket = socket(Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC);
        try (var memory = NativeMemory.take()) {
            var request = memory.zeroed(40).put(0, new byte[] {'l', 'o'}, 0, 2).putShort(16, IFF_UP_RUNNING);
            check(LIBC.syscall(SyscallTable.IOCTL, socket, SIOCSIFFLAGS, request.address), "ioctl", "lo up");
        } finally {
            Sockets.close(socket);
        }
    }

    private static int socket(int type) {
        return (int) check(LIBC.syscall(SyscallTable.SOCKET, Sockets.AF_INET, type, 0), "socket", "inet");
    }
}
