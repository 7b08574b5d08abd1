// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.Usage;
import io.jfn.api.worker.WorkerReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker whose answers are the test's; it notes what it is asked for. */
public final class FakeWorkerClient implements WorkerClient {
    public final List<Lease> leases = new ArrayList<>();

    @Override
    public Lease claim(ClaimRequest request) {
        var lease = new Lease(leases.size() + 1, request);
        leases.add(lease);
        return lease;
    }

    @Override
    public CompletionStage<WorkerReply.Status> status() {
        return new CompletableFuture<>();
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public WorkerReply.Welcome welcome() {
        return new WorkerReply.Welcome(1, "node-1", "v2", 1L << 30, List.of());
    }

    @Override
    public String away() {
        return "";
    }

    @Override
    public void close() {}

    /** A lease that does nothing but note its orders, and ends when it is killed unless it is {@code stubborn}. */
    public static final class Lease implements WorkerLease {
        public final ClaimRequest request;
        public final List<String> orders = new ArrayList<>();
        public final CompletableFuture<Started> started = new CompletableFuture<>();
        public final CompletableFuture<Integer> socket = new CompletableFuture<>();
        public final CompletableFuture<WorkerReply.Exited> exited = new CompletableFuture<>();
        public boolean stubborn;
        public Usage usage = Usage.NONE;
        private final long number;

        Lease(long number, ClaimRequest request) {
            this.number = number;
            this.request = request;
        }

        /** The claim is answered; the listener is one when it was asked for. */
        public void run(int stdout, int stderr, int listener) {
            var facts = new WorkerReply.Claimed(number, "sandbox", true, listener >= 0, 10, 20, 30);
            started.complete(new Started(facts, stdout, stderr, listener));
        }

        public void fail(WorkerException why) {
            started.completeExceptionally(why);
            exited.complete(WorkerLease.unknownEnd(number));
        }

        public void exit(int code, int signal, boolean oom) {
            exited.complete(new WorkerReply.Exited(number, code, signal, oom, usage));
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
            orders.add("connect " + port + " " + patienceMillis);
            return socket;
        }

        @Override
        public CompletionStage<?> pause() {
            return order("pause");
        }

        @Override
        public CompletionStage<?> resume() {
            return order("resume");
        }

        @Override
        public CompletionStage<?> updateLimits(ResourceLimits limits) {
            return order("limits");
        }

        @Override
        public CompletionStage<Usage> usage() {
            orders.add("usage");
            return CompletableFuture.completedFuture(usage);
        }

        @Override
        public CompletionStage<?> terminate() {
            return order("terminate");
        }

        @Override
        public CompletionStage<?> kill() {
            started.completeExceptionally(new WorkerException(WorkerException.Reason.NO_SUCH_LEASE, "killed"));
            if (!stubborn) {
                exit(-1, 9, false);
            }
            return order("kill");
        }

        @Override
        public CompletionStage<WorkerReply.Exited> exited() {
            return exited;
        }

        private CompletionStage<?> order(String what) {
            orders.add(what);
            return CompletableFuture.completedFuture(what);
        }
    }
}
