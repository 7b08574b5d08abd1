// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import io.jfn.api.ResourceLimits;

/**
 * A message from the gateway to the worker. A lease is named by a number that the gateway chooses, unique for the
 * life of the connection, so that {@link Connect} can be sent right behind {@link Claim} without waiting for its answer.
 * When the connection ends, every lease made over it ends too.
 */
public sealed interface WorkerRequest {
    /** Opens a connection; {@code descriptorToken} is sent as 16 raw bytes over the descriptor connection to pair the two. */
    record Hello(int version, long tokenHigh, long tokenLow) implements WorkerRequest {}

    /** Binds a ready sandbox and starts its main process. Answer: {@link WorkerReply.Claimed} or {@link WorkerReply.Failed}. */
    record Claim(long lease, ClaimRequest request) implements WorkerRequest {}

    /**
     * Connects to {@code 127.0.0.1:port} in the sandbox's network, trying until it listens or {@code patienceMillis}
     * are over. Answer: {@link WorkerReply.Connected} or {@link WorkerReply.Failed}.
     */
    record Connect(long lease, int port, int patienceMillis) implements WorkerRequest {}

    /** Freezes every process of the sandbox. Answer: {@link WorkerReply.Done}. Idempotent. */
    record Pause(long lease) implements WorkerRequest {}

    /** Thaws it. Answer: {@link WorkerReply.Done}. Idempotent. */
    record Resume(long lease) implements WorkerRequest {}

    /** Changes memory, CPU and pids limits in place. Answer: {@link WorkerReply.Done}. */
    record UpdateLimits(long lease, ResourceLimits limits) implements WorkerRequest {}

    /** Asks for the cgroup's counters. Answer: {@link WorkerReply.Used}. */
    record ReadUsage(long lease) implements WorkerRequest {}

    /** Sends SIGTERM to the main process. Answer: {@link WorkerReply.Done}; its end is told by {@link WorkerReply.Exited}. */
    record Terminate(long lease) implements WorkerRequest {}

    /** Ends every process of the sandbox and destroys it. Answer: {@link WorkerReply.Done}; {@link WorkerReply.Exited} follows. */
    record Kill(long lease) implements WorkerRequest {}

    /** Asks for the worker's state and the leases of this connection. Answer: {@link WorkerReply.Status}. */
    record ReadStatus() implements WorkerRequest {}
}
