// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Connects to what listens inside a sandbox, and tries until something does. */
final class Connector {
    /** While a small program comes up, each pause is time that a caller waits. */
    private static final long SHORTEST_PAUSE = 20_000;

    private static final long AT_START = 1_500_000;
    private static final long LONGEST_PAUSE_AT_FIRST = 1_000_000;
    private static final long AT_FIRST = 200_000_000;
    private static final long LONGEST_PAUSE = 5_000_000;
    /** By default the kernel may make each pause 50 microseconds longer. */
    private static final long TIMER_SLACK_NANOS = 1;

    private static final int HANDSHAKE_MILLIS = 20;

    private final Launch launch;
    private final NetworkDoor door;
    private final BooleanSupplier over;

    Connector(Launch launch, NetworkDoor door, BooleanSupplier over) {
        this.launch = launch;
        this.door = door;
        this.over = over;
    }

    /** The connected socket, the caller's to close; -1 when there was none within {@code patience}. */
    int connect(int port, long patience) {
        Syscalls kernel = launch.kernel();
        kernel.control(Flags.PR_SET_TIMERSLACK, TIMER_SLACK_NANOS, 0, 0);
        long begin = System.nanoTime();
        long pause = SHORTEST_PAUSE;
        int socket = takeSocket();
        while (true) {
            int result = kernel.connectLocally(socket, port, HANDSHAKE_MILLIS);
            if (result == 0) {
                return socket;
            }
            if (result != -Errno.ECONNREFUSED) {
                // A full queue leaves the socket half-way: it cannot be used again.
                kernel.close(socket);
                socket = -1;
                if (result != -Errno.EINPROGRESS) {
                    throw new SandboxException(
                            "S27 connect", launch.id + " port " + port, -result, Errno.name(-result), null);
                }
            }
            long waited = System.nanoTime() - begin;
            if (over.getAsBoolean() || waited + pause > patience) {
                if (socket >= 0) {
                    kernel.close(socket);
                }
                return -1;
            }
            LockSupport.parkNanos(pause);
            if (waited > AT_START) {
                pause = Math.min(pause * 5 / 4, waited < AT_FIRST ? LONGEST_PAUSE_AT_FIRST : LONGEST_PAUSE);
            }
            if (socket < 0) {
                socket = takeSocket();
            }
        }
    }

    private int takeSocket() {
        int spare = launch.spareSocket;
        if (spare >= 0 && launch.descriptors.giveAway(spare)) {
            return spare;
        }
        return door.socketIn(launch.network);
    }
}
