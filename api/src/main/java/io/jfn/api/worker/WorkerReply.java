// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import java.util.List;

/**
 * A message from the worker to the gateway: the answer to the request with the same id, or an event (id 0). Where a
 * message says it brings descriptors, they travel over the descriptor connection, one byte and one descriptor each,
 * in the order of the messages that announce them.
 */
public sealed interface WorkerReply {
    /** How many descriptors of the descriptor connection belong to this message. */
    default int descriptors() {
        return 0;
    }

    /** The worker accepts the connection. {@code cgroups} is v1, v2 or hybrid. */
    record Welcome(int version, String node, String cgroups, long memoryBudgetBytes, List<String> lacks)
            implements WorkerReply {
        public Welcome {
            lacks = List.copyOf(lacks);
        }
    }

    /**
     * The main process runs. Descriptors: read end of stdout, read end of stderr, and when asked for the listening socket
     * of the Runtime API.
     *
     * @param sandbox the sandbox's id
     * @param poolHit whether a ready sandbox was there
     * @param waitNanos from the request's arrival to a sandbox in hand
     * @param bindNanos attaching the image and entering it
     * @param spawnNanos limits, credentials, filters and the spawn itself
     */
    record Claimed(
            long lease,
            String sandbox,
            boolean poolHit,
            boolean withListener,
            long waitNanos,
            long bindNanos,
            long spawnNanos)
            implements WorkerReply {
        @Override
        public int descriptors() {
            return withListener ? 3 : 2;
        }
    }

    /** A connected, non-blocking stream socket. Descriptors: that socket. */
    record Connected(long lease, long waitNanos) implements WorkerReply {
        @Override
        public int descriptors() {
            return 1;
        }
    }

    /** The request was carried out. */
    record Done() implements WorkerReply {}

    /** The cgroup's counters. */
    record Used(long lease, Usage usage) implements WorkerReply {}

    /** The worker's state. */
    record Status(
            int ready,
            int leased,
            int destroying,
            long memoryReservedBytes,
            long created,
            long destroyed,
            List<Long> leases)
            implements WorkerReply {
        public Status {
            leases = List.copyOf(leases);
        }
    }

    /**
     * The request was not carried out.
     *
     * @param reason why, in one word
     * @param step the launch step or operation that failed, for example {@code S9 mount image}
     * @param object what it was done to
     * @param errno the kernel's error number, 0 for none
     * @param message the whole sentence
     */
    record Failed(FailureReason reason, String step, String object, int errno, String message) implements WorkerReply {}

    /**
     * Event: the main process of a lease ended and everything else in its sandbox with it; the lease is over.
     *
     * @param exitCode exit status, or -1 when a signal ended it
     * @param signal the signal that ended it, or 0
     * @param oomKilled whether the kernel ended it for want of memory
     * @param usage the last counters
     */
    record Exited(long lease, int exitCode, int signal, boolean oomKilled, Usage usage) implements WorkerReply {}

    /** Why a request failed. */
    enum FailureReason {
        /** The memory budget has no token left. */
        NO_CAPACITY,
        /** A launch step failed. */
        LAUNCH_FAILED,
        /** Nothing listened in time. */
        NOT_LISTENING,
        /** The lease is over or was never made. */
        NO_SUCH_LEASE,
        /** The worker is stopping. */
        STOPPING,
        /** The request makes no sense. */
        INVALID
    }
}
