// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.worker.WorkerReply;
import java.util.concurrent.CompletionStage;

/** The worker as the API, the health checks and the metrics see it. Never blocks. */
public interface WorkerHealth {
    /** Whether it is connected and answers. */
    boolean connected();

    /** The node's id, empty before the worker told it. */
    String node();

    /** {@code v1}, {@code v2} or {@code hybrid}, empty before the worker told it. */
    String cgroups();

    /** Asks for its counters; fails when it is away. */
    CompletionStage<WorkerReply.Status> status();
}
