// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.CallAuth;
import io.jfn.api.Outcome;
import io.jfn.api.Printable;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes HTTP requests for {@code /function/{name}/{path}} and has each carried out, or says why not. */
public final class InvocationHandler implements Handler<HttpServerRequest> {
    private static final String BEARER = "Bearer ";

    private final InvocationPorts ports;
    private final Target.Finder targets;
    private final InvocationIds ids = new InvocationIds();

    public InvocationHandler(InvocationPorts ports) {
        this.ports = ports;
        this.targets = new Target.Finder(ports);
    }

    /** Must be called on the context of the request's connection. */
    @Override
    public void handle(HttpServerRequest request) {
        String id = ids.next();
        var loop =
                ((ContextInternal) Objects.requireNonNull(Vertx.currentContext(), "not on a context")).nettyEventLoop();
        var arrival = new Arrival(id, System.nanoTime(), new Reply(request, id), new LoopMailbox(loop));
        switch (FunctionPath.parse(request.uri())) {
            case FunctionPath.Flaw flaw ->
                refuse(request, arrival, null, Outcome.BAD_REQUEST, flaw.reason() + "; send a plain path");
            case FunctionPath.Route route -> {
                Target target = targets.find(route.name());
                if (target == null) {
                    String name = Printable.of(route.name());
                    refuse(
                            request,
                            arrival,
                            null,
                            Outcome.NOT_FOUND,
                            "there is no function '" + name + "'; deploy it first");
                } else {
                    call(request, arrival, route, target);
                }
            }
        }
    }

    private void call(HttpServerRequest request, Arrival arrival, FunctionPath.Route route, Target target) {
        boolean open = target.revision().spec().auth() == CallAuth.NONE;
        if (!open && !hasToken(request)) {
            String detail = "function " + target.name() + " wants the node's token: send 'Authorization: Bearer …'";
            refuse(request, arrival, target, Outcome.UNAUTHORIZED, detail);
            return;
        }
        var origin = new RequestHeaderPolicy.Origin(
                request.method().name(),
                client(request),
                request.isSSL() ? "https" : "http",
                fallbackHost(request),
                request.version() == HttpVersion.HTTP_2,
                request.version() == HttpVersion.HTTP_1_0,
                open);
        switch (RequestHeaderPolicy.judge(route, headers(request), origin, arrival.id(), ids::traceparent)) {
            case RequestHeaderPolicy.Verdict.Unfit unfit ->
                refuse(request, arrival, target, Outcome.BAD_REQUEST, unfit.reason());
            case RequestHeaderPolicy.Verdict.Fit fit -> {
                RequestHead head = fit.head();
                var body = new RequestBody(
                        request, arrival.mailbox().loop(), head.contentLength(), ports.maxRequestBytes());
                if (fit.expectsContinue()) {
                    body.isUnsent();
                }
                var call = new Call(ports, target, request, head, arrival, body);
                if (head.contentLength() > ports.maxRequestBytes()) {
                    refuse(request, arrival, target, Outcome.TOO_LARGE, call.tooLarge());
                } else {
                    call.start();
                }
            }
        }
    }

    private void refuse(
            HttpServerRequest request, Arrival arrival, @Nullable Target target, Outcome why, String detail) {
        long nanos = System.nanoTime() - arrival.nanos();
        (target == null ? ports.metrics().ofNone() : target.metrics()).invoked(why, false, nanos);
        var body = new RequestBody(request, arrival.mailbox().loop(), RequestBody.statedLength(request), 0);
        if (request.headers().contains(HttpHeaderNames.EXPECT)) {
            body.isUnsent();
        }
        boolean closing = body.isTooMuchToDiscard();
        arrival.reply().problem(Failure.of(why, detail), new Receipt(0, 0, 0, 0), false, null, closing);
        body.discard(closing);
    }

    private boolean hasToken(HttpServerRequest request) {
        String given = request.getHeader(HttpHeaderNames.AUTHORIZATION);
        return given != null
                && given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && ports.token().test(given.substring(BEARER.length()).strip());
    }

    private static Iterator<Map.Entry<CharSequence, CharSequence>> headers(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (headers instanceof HttpHeaders direct) {
            return direct.iteratorCharSequence();
        }
        List<Map.Entry<CharSequence, CharSequence>> entries = new ArrayList<>();
        headers.forEach((name, value) -> entries.add(Map.entry(name, value)));
        return entries.iterator();
    }

    /** The caller's address; {@code unknown} (RFC 7239) where there is none, as over a Unix socket. */
    private static String client(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        int zone = host == null ? -1 : host.indexOf('%');
        return host == null ? "unknown" : zone < 0 ? host : host.substring(0, zone);
    }

    private static @Nullable String fallbackHost(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            HostAndPort authority = request.authority();
            return authority == null ? null : authority.toString();
        }
        if (request.version() != HttpVersion.HTTP_1_0) {
            return null;
        }
        SocketAddress local = request.localAddress();
        String host = local == null ? null : local.hostAddress();
        return host == null ? "localhost" : (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + local.port();
    }
}
