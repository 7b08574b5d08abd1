// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.Usage;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerRequest;
import io.jfn.gateway.worker.WorkerException.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A lease made over the worker's socket; bound to the connection over which its claim was sent. */
final class SocketLease implements WorkerLease {
    private final long number;
    private final SocketWorkerClient client;
    private final CompletableFuture<Started> started = new CompletableFuture<>();
    private final CompletableFuture<WorkerReply.Exited> exited = new CompletableFuture<>();
    private @Nullable WorkerSession session; // of the client's event loop

    SocketLease(long number, SocketWorkerClient client) {
        this.number = number;
        this.client = client;
    }

    void claim(ClaimRequest request) {
        boolean listens = request.runtimeApiPort() != 0;
        client.ask(
                new WorkerRequest.Claim(number, request),
                new PendingCall<>((reply, received) -> started(reply, received, listens), started, this),
                () -> {
                    session = client.session();
                    return session;
                });
    }

    private @Nullable Started started(WorkerReply reply, ReceivedDescriptors received, boolean listens) {
        return reply instanceof WorkerReply.Claimed facts && facts.lease() == number && facts.withListener() == listens
                ? new Started(facts, received.get(0), received.get(1), listens ? received.get(2) : -1)
                : null;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public CompletionStage<Started> started() {
        return started;
    }

    @Override
    public CompletionStage<Integer> connect(int port, int patienceMillis) {
        return ask(
                new WorkerRequest.Connect(number, port, patienceMillis),
                (reply, received) -> reply instanceof WorkerReply.Connected facts && facts.lease() == number
                        ? (Integer) received.get(0)
                        : null);
    }

    @Override
    public CompletionStage<?> pause() {
        return order(new WorkerRequest.Pause(number));
    }

    @Override
    public CompletionStage<?> resume() {
        return order(new WorkerRequest.Resume(number));
    }

    @Override
    public CompletionStage<?> updateLimits(ResourceLimits limits) {
        return order(new WorkerRequest.UpdateLimits(number, limits));
    }

    @Override
    public CompletionStage<Usage> usage() {
        return ask(
                new WorkerRequest.ReadUsage(number),
                (reply, _) ->
                        reply instanceof WorkerReply.Used facts && facts.lease() == number ? facts.usage() : null);
    }

    @Override
    public CompletionStage<?> terminate() {
        return order(new WorkerRequest.Terminate(number));
    }

    @Override
    public CompletionStage<?> kill() {
        started.completeExceptionally(new WorkerException(
                Reason.NO_SUCH_LEASE, "lease " + number + " was killed before its claim was answered"));
        return order(new WorkerRequest.Kill(number));
    }

    @Override
    public CompletionStage<WorkerReply.Exited> exited() {
        return exited;
    }

    void over(WorkerReply.Exited end) {
        exited.complete(end);
    }

    private CompletionStage<WorkerReply.Done> order(WorkerRequest request) {
        return ask(request, (reply, _) -> reply instanceof WorkerReply.Done done ? done : null);
    }

    private <T> CompletionStage<T> ask(WorkerRequest request, PendingCall.Reader<T> reader) {
        var stage = new CompletableFuture<T>();
        client.ask(request, new PendingCall<>(reader, stage, null), () -> {
            if (exited.isDone() || session == null) {
                throw new WorkerException(Reason.NO_SUCH_LEASE, "lease " + number + " is over");
            }
            return session;
        });
        return stage;
    }
}
