// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.api.Printable;
import io.jfn.gateway.contract.ExitWatch;
import io.jfn.gateway.contract.InstanceFailures;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a runtime stands: started, asking for work, running an invocation, replying, done with it. Tenants may call from
 * several connections and in any order; what does not fit is refused and changes nothing. On the endpoint's event loop only.
 */
final class RuntimeSession {
    private static final int MOST_CONNECTIONS = 16;
    private static final String ACCEPTED = "{\"status\":\"OK\"}";

    private enum Phase {
        STARTED,
        FAILED_TO_START,
        RUNNING,
        REPLYING,
        REPLIED,
        ABANDONED
    }

    private final InstanceFailures failures;
    private final ExitWatch exits;
    private final EventLoop loop;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Set<RuntimeConnection> connections = new HashSet<>();
    private final ArrayDeque<LambdaCall> waiting = new ArrayDeque<>();
    private Phase phase = Phase.STARTED;
    private @Nullable RuntimeConnection asking;
    private @Nullable RuntimeConnection replying;
    private @Nullable LambdaCall current;
    private String currentId = "";
    private boolean closed;

    RuntimeSession(InstanceFailures failures, ExitWatch exits, EventLoop loop) {
        this.failures = failures;
        this.exits = exits;
        this.loop = loop;
    }

    // Connections.

    /** False when there are too many already. */
    boolean connected(RuntimeConnection connection) {
        return !closed && connections.size() < MOST_CONNECTIONS && connections.add(connection);
    }

    void disconnected(RuntimeConnection connection) {
        connections.remove(connection);
        if (asking == connection) {
            asking = null;
        }
        if (replying == connection && phase == Phase.REPLYING && current != null) {
            lost(current, "broke off its reply");
        }
        if (connections.isEmpty()) { // all that an ended process said is read
            exits.exit().ifPresent(this::failAll);
        }
    }

    RequestBody route(RuntimeConnection from, HttpRequest request) {
        return switch (RuntimePath.of(request)) {
            case RuntimePath.Next _ -> new DroppedBody(from, () -> next(from));
            case RuntimePath.Response response -> reply(from, response.id(), request);
            case RuntimePath.InvocationError error -> invocationError(from, error.id(), category(request));
            case RuntimePath.InitError _, RuntimePath.RestoreError _ -> initError(from, category(request));
            case RuntimePath.RestoreNext _ ->
                phase == Phase.STARTED
                        ? new DroppedBody(from, () -> from.answer(200, ""))
                        : wrongState(from, "restore/next");
            case RuntimePath.Ping _ -> new DroppedBody(from, () -> from.answer(200, "\"pong\""));
            case RuntimePath.Extension _ ->
                refuse(from, 404, "Extension.NotSupported", "extensions and telemetry are not available here");
            case RuntimePath.Unknown _ ->
                refuse(
                        from,
                        404,
                        "ResourceNotFound",
                        "the Runtime API has no " + request.method() + ' ' + Printable.of(request.uri()));
        };
    }

    private static @Nullable String category(HttpRequest request) {
        return request.headers().get("Lambda-Runtime-Function-Error-Type");
    }

    private static RequestBody refuse(RuntimeConnection from, int status, String type, String message) {
        return new DroppedBody(from, () -> from.answer(status, ErrorDocument.json(type, message)));
    }

    private RequestBody wrongState(RuntimeConnection from, String call) {
        return refuse(from, 403, "InvalidStateTransition", call + " does not fit the state " + phase);
    }

    // What the runtime asks for.

    private void next(RuntimeConnection from) {
        if (asking != null || (phase != Phase.STARTED && phase != Phase.REPLIED)) {
            wrongState(from, "invocation/next").end(new DefaultHttpHeaders());
            return;
        }
        phase = Phase.REPLIED;
        asking = from;
        ready.complete(null);
        deliver();
    }

    private void deliver() {
        RuntimeConnection to = asking;
        LambdaCall call = to == null ? null : waiting.poll();
        if (to == null || call == null) {
            return;
        }
        asking = null;
        current = call;
        currentId = call.exchange().id();
        phase = Phase.RUNNING;
        ByteBuf event = Unpooled.buffer(1024 + call.body().readableBytes());
        UrlEvent.write(call.exchange(), call.body(), Instant.now(), event);
        call.dropBody();
        to.answer(
                200,
                event,
                EventHeaders.of(call.exchange(), failures.process().revision().name()),
                () -> lost(call, "closed the connection before it had taken its invocation"));
    }

    private RequestBody reply(RuntimeConnection from, String id, HttpRequest request) {
        String mode = request.headers().get("Lambda-Runtime-Function-Response-Mode", "buffered");
        boolean streaming = mode.equalsIgnoreCase("streaming");
        if (!streaming && !mode.equalsIgnoreCase("buffered")) {
            return refuse(from, 400, "InvalidFunctionResponseMode", "the response mode is streaming or left out");
        }
        return replying(
                from,
                id,
                call -> streaming
                        ? new StreamedReply(this, call, from, failures, request.headers())
                        : new CollectedBody(
                                from,
                                BufferedReply.LIMIT,
                                body -> new BufferedReply(this, call, from, failures).complete(body)));
    }

    private RequestBody invocationError(RuntimeConnection from, String id, @Nullable String category) {
        return replying(
                from,
                id,
                call -> new CollectedBody(from, ErrorDocument.LIMIT, body -> {
                    var error = ErrorDocument.read(body.bytes(), category, "Function.Unknown");
                    from.answer(202, ACCEPTED);
                    replied(call, failures.misbehaved("reported " + error, error.facts()));
                }));
    }

    private RequestBody replying(RuntimeConnection from, String id, Function<LambdaCall, RequestBody> how) {
        if (!id.equals(currentId)) {
            return refuse(from, 400, "InvalidRequestID", "this is not the id of the current invocation");
        }
        LambdaCall call = current;
        if (phase != Phase.RUNNING || call == null) {
            return wrongState(from, "a reply");
        }
        phase = Phase.REPLYING;
        replying = from;
        return how.apply(call);
    }

    private RequestBody initError(RuntimeConnection from, @Nullable String category) {
        if (phase != Phase.STARTED) {
            return wrongState(from, "init/error");
        }
        phase = Phase.FAILED_TO_START;
        return new CollectedBody(from, ErrorDocument.LIMIT, body -> {
            from.answer(202, ACCEPTED);
            var error = ErrorDocument.read(body.bytes(), category, "Runtime.Unknown");
            ready.completeExceptionally(failures.notReady("it reported " + error));
        });
    }

    // How an invocation ends.

    /** The runtime replied and was answered; a failure is told unless the caller got a reply already. */
    void replied(LambdaCall call, @Nullable Failure failure) {
        if (current == call) {
            current = null;
            phase = Phase.REPLIED;
        }
        if (failure != null) {
            call.fail(failure, true);
        }
        call.finish(true);
    }

    /** A connection broke in the middle of something. */
    void lost(LambdaCall call, String what) {
        exits.learn(loop, exit -> {
            if (current == call) {
                exit.ifPresentOrElse(this::failAll, () -> replied(call, failures.misbehaved(what)));
            }
        });
    }

    void offer(LambdaCall call) {
        Optional<Exit> exit = exits.exit();
        if (exit.isPresent() || closed) {
            call.fail(exit.map(failures::ended).orElseGet(this::stopped), false);
        } else {
            waiting.add(call);
            deliver();
        }
    }

    boolean isRunning(LambdaCall call) {
        return current == call;
    }

    /** The call needs the runtime no more, whether it got there or not. */
    void forget(LambdaCall call) {
        waiting.remove(call);
        if (current == call) {
            current = null;
        }
    }

    /** An invocation was over before the runtime replied: the instance will end, and nothing it says counts. */
    void abandon() {
        phase = Phase.ABANDONED;
        asking = null;
    }

    // How the session ends.

    CompletableFuture<Void> ready(int patienceMillis) {
        var timer = loop.schedule(
                () -> {
                    ready.completeExceptionally(failures.notReady("it did not ask for work within " + patienceMillis
                            + " ms; does it speak the Lambda Runtime API at $AWS_LAMBDA_RUNTIME_API?"));
                },
                patienceMillis,
                TimeUnit.MILLISECONDS);
        return ready.whenComplete((_, _) -> timer.cancel(false));
    }

    void ended(Exit exit) {
        if (connections.isEmpty()) {
            failAll(exit);
        } else {
            var _ = loop.schedule(() -> failAll(exit), 1, TimeUnit.SECONDS);
        }
    }

    private void failAll(Exit exit) {
        phase = Phase.ABANDONED;
        ready.completeExceptionally(failures.endedBeforeReady(exit));
        end(failures.ended(exit));
    }

    /** Closes what is open; those under way learn how the process ends. */
    void close() {
        if (!closed) {
            closed = true;
            asking = null;
            List.copyOf(connections).forEach(RuntimeConnection::close);
            exits.learn(
                    loop,
                    exit -> exit.ifPresentOrElse(this::failAll, () -> {
                        ready.completeExceptionally(failures.notReady("it was stopped"));
                        end(stopped());
                    }));
        }
    }

    private Failure stopped() {
        return failures.misbehaved("was stopped before the invocation was over");
    }

    private void end(Failure failure) {
        LambdaCall running = current;
        if (running != null) {
            running.fail(failure, false);
        }
        List.copyOf(waiting).forEach(call -> call.fail(failure, false));
        List.copyOf(connections).forEach(RuntimeConnection::close);
    }

    void accepted(RuntimeConnection to) {
        to.answer(202, ACCEPTED);
    }
}
