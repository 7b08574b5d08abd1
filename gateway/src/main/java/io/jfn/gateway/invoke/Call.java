// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.exchange.RequestHead;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.instance.StartTimes;
import io.jfn.scheduler.Lease;
import io.jfn.scheduler.RejectedException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A call fit to be carried out, on its way to an instance. Confined to the event loop of its connection. */
final class Call implements Handler<Void> {
    private final InvocationPorts ports;
    private final Target target;
    private final HttpServerRequest request;
    private final RequestHead head;
    private final Arrival arrival;
    private final RequestBody body;
    private final long deadlineNanos;

    private @Nullable CompletableFuture<Lease<FunctionInstance>> place;
    private @Nullable VertxExchange exchange;
    private boolean gone;

    Call(
            InvocationPorts ports,
            Target target,
            HttpServerRequest request,
            RequestHead head,
            Arrival arrival,
            RequestBody body) {
        this.ports = ports;
        this.target = target;
        this.request = request;
        this.head = head;
        this.arrival = arrival;
        this.body = body;
        this.deadlineNanos = arrival.nanos() + target.revision().spec().timeoutMillis() * 1_000_000;
    }

    String id() {
        return arrival.id();
    }

    Target target() {
        return target;
    }

    RequestHead head() {
        return head;
    }

    Reply reply() {
        return arrival.reply();
    }

    RequestBody body() {
        return body;
    }

    LoopMailbox mailbox() {
        return arrival.mailbox();
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    String tooLarge() {
        return "the request's body is longer than the " + ports.maxRequestBytes() + " bytes that " + target.name()
                + " may get; send less, or raise jfn.max-request-bytes";
    }

    /** Asks for an instance; goes on at once when one is free. */
    void start() {
        request.response().closeHandler(this);
        CompletionStage<Lease<FunctionInstance>> asked = ports.scheduler().acquire(target.name(), deadlineNanos);
        CompletableFuture<Lease<FunctionInstance>> future = asked.toCompletableFuture();
        if (future.isDone()) {
            answered(future, arrival.nanos());
        } else {
            place = future;
            request.pause();
            asked.whenComplete((_, _) -> mailbox().run(() -> answered(future, System.nanoTime())));
        }
    }

    private void answered(CompletableFuture<Lease<FunctionInstance>> future, long now) {
        place = null;
        if (future.state() == Future.State.SUCCESS) {
            Lease<FunctionInstance> lease = future.resultNow();
            if (gone) {
                lease.release();
            } else {
                run(lease, now);
            }
        } else if (!gone) {
            Throwable cause = future.exceptionNow();
            reject(
                    cause instanceof RejectedException rejected
                            ? Failure.of(rejected.outcome(), String.valueOf(rejected.getMessage()))
                            : Failure.of(Outcome.REJECTED_UNAVAILABLE, "no instance could be had: " + cause),
                    now);
        }
    }

    private void run(Lease<FunctionInstance> lease, long now) {
        var tenure = new Tenure(lease, ports.log(), id());
        StartTimes times = tenure.startTimes();
        if (times != null) {
            target.metrics().coldStart(lease.queuedNanos(), times.claimNanos(), times.readyNanos());
        }
        var mine = new VertxExchange(this, tenure, now);
        exchange = mine;
        mine.invoke();
    }

    private void reject(Failure failure, long now) {
        settled(failure.outcome(), false);
        boolean closing = body.isTooMuchToDiscard();
        reply().problem(failure, new Receipt(now - arrival.nanos(), 0, 0, 0), false, null, closing);
        body.discard(closing);
    }

    /** The caller's connection is gone. */
    @Override
    public void handle(Void nothing) {
        gone = true;
        VertxExchange running = exchange;
        CompletableFuture<Lease<FunctionInstance>> waiting = place;
        if (running != null) {
            running.gone();
        } else if (waiting != null) {
            place = null;
            settled(Outcome.CLIENT_GONE, false);
            waiting.cancel(false);
        }
    }

    /** The caller's side of the invocation is over. */
    void settled(Outcome how, boolean cold) {
        target.metrics().invoked(how, cold, System.nanoTime() - arrival.nanos());
    }

    void note(String instance, String text) {
        ports.log().note(target.name().value(), instance, id(), text);
    }
}
