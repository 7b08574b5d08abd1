// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.WorkerReply;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The worker of this node. Calls return at once, from any thread; their stages fail with {@link WorkerException} and
 * complete on the client's own thread, which must not be blocked.
 */
public interface WorkerClient extends AutoCloseable {
    /** Asks for an instance. The lease may be used at once; what is asked of it before the answer is done after the start. */
    WorkerLease claim(ClaimRequest request);

    CompletionStage<WorkerReply.Status> status();

    /** Whether the worker takes requests now. */
    boolean connected();

    /** What the worker said of itself; null while it is away. */
    WorkerReply.@Nullable Welcome welcome();

    /** Why the worker is away and what to do; empty while it is connected. */
    String away();

    /** Ends every lease and the connection. Idempotent. */
    @Override
    void close();
}
