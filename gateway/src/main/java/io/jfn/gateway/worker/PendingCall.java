// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerReply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request whose answer is awaited.
 *
 * @param reader makes the result of the answer, or null of one that does not belong to the request
 * @param opens the lease that begins with this request and is over when it fails
 */
record PendingCall<T>(
        Reader<T> reader,
        CompletableFuture<T> stage,
        @Nullable SocketLease opens) {
    interface Reader<T> {
        @Nullable
        T read(WorkerReply reply, ReceivedDescriptors descriptors);
    }

    /** Takes over the descriptors, unless the answer is refused by an exception. */
    void answer(WorkerReply reply, ReceivedDescriptors descriptors) {
        T result = reader.read(reply, descriptors);
        if (result == null) {
            throw new ProtocolException(
                    "a " + reply.getClass().getSimpleName() + " answers another request than its own");
        }
        if (!stage.complete(result)) {
            descriptors.close();
        }
    }

    void fail(WorkerException why) {
        stage.completeExceptionally(why);
        if (opens != null) {
            opens.over(WorkerLease.unknownEnd(opens.number()));
        }
    }
}
