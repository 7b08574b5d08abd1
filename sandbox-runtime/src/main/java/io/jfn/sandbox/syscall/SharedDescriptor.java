// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;

/**
 * A socket that several threads use: closed only when the last call on it is over, so that its number is never somebody
 * else's in the middle of a call. Guarded by itself.
 */
final class SharedDescriptor {
    private static final int SHUT_RDWR = 2;

    private final int number;
    private int users;
    private boolean closed;

    SharedDescriptor(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Whether a call may begin; each one that may is ended by {@link #done}. */
    synchronized boolean use() {
        if (!closed) {
            users++;
        }
        return !closed;
    }

    synchronized void done() {
        if (--users == 0 && closed) {
            Sockets.close(number);
        }
    }

    synchronized void shutdown() {
        if (!closed) {
            LIBC.syscall(SyscallTable.SHUTDOWN, number, SHUT_RDWR);
        }
    }

    synchronized void close() {
        if (!closed) {
            LIBC.syscall(SyscallTable.SHUTDOWN, number, SHUT_RDWR);
            closed = true;
            if (users == 0) {
                Sockets.close(number);
            }
        }
    }
}
