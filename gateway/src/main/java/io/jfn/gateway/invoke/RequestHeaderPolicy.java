// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What of a caller's request a function gets to see: end-to-end headers, and the truth about who called. */
final class RequestHeaderPolicy {
    static final AsciiString INVOCATION_ID = AsciiString.cached("X-Jfn-Invocation-Id");

    private static final AsciiString FORWARDED = AsciiString.cached("Forwarded");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("X-Forwarded-Proto");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("X-Forwarded-Host");
    private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
    private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
    private static final String ZEROS = "0".repeat(32);

    private RequestHeaderPolicy() {}

    /**
     * What is known of a request besides its headers.
     *
     * @param fallbackHost the authority of a caller that may leave it out (HTTP/1.0), or that names it elsewhere (HTTP/2)
     * @param framed whether the protocol itself tells where the body ends (HTTP/2)
     * @param old whether it is HTTP/1.0
     * @param keepAuthorization whether {@code Authorization} is meant for the function
     */
    record Origin(
            String method,
            String client,
            String scheme,
            @Nullable String fallbackHost,
            boolean framed,
            boolean old,
            boolean keepAuthorization) {}

    /** What became of a request: fit to be passed on, or not. */
    sealed interface Verdict {
        record Fit(RequestHead head, boolean expectsContinue) implements Verdict {}

        record Unfit(String reason) implements Verdict {}
    }

    /** Reads the headers once. {@code newTrace} makes a traceparent where the caller sent no valid one. */
    static Verdict judge(
            FunctionPath.Route route,
            Iterator<Map.Entry<CharSequence, CharSequence>> headers,
            Origin origin,
            String invocation,
            Supplier<String> newTrace) {
        HttpHeaders kept = DefaultHttpHeadersFactory.headersFactory()
                .withNameValidation(false)
                .withValueValidation(false)
                .newHeaders();
        List<String> connection = List.of();
        String host = null;
        String trace = null;
        long length = -1;
        boolean chunked = false;
        boolean expects = false;
        while (headers.hasNext()) {
            var header = headers.next();
            CharSequence name = header.getKey();
            CharSequence value = header.getValue();
            if (name.length() > 0 && name.charAt(0) == ':') {
                continue; // a pseudo-header of HTTP/2, told otherwise
            }
            if (!HopByHop.isToken(name) || !HopByHop.isFieldValue(value)) {
                return new Verdict.Unfit("a header's name or value holds a character that is not allowed there");
            }
            if (HopByHop.is(name)) {
                if (HopByHop.same(name, "connection")) {
                    connection = connection.isEmpty() ? new ArrayList<>(1) : connection;
                    connection.add(value.toString());
                } else if (HopByHop.same(name, "transfer-encoding")) {
                    if (chunked || origin.old || !HopByHop.same(value, "chunked")) {
                        return new Verdict.Unfit("the only Transfer-Encoding understood is 'chunked', in HTTP/1.1");
                    }
                    chunked = true;
                }
            } else if (HopByHop.same(name, "host")) {
                if (host != null) {
                    return new Verdict.Unfit("the request has more than one Host");
                }
                host = value.toString();
            } else if (HopByHop.same(name, "content-length")) {
                long said = ReplyHeaderPolicy.length(value);
                if (said < 0 || length >= 0) {
                    return new Verdict.Unfit("Content-Length must be given once, as a number");
                }
                length = said;
            } else if (HopByHop.same(name, "expect")) {
                expects = HopByHop.same(value, "100-continue");
            } else if (HopByHop.same(name, TRACEPARENT)) {
                trace = trace == null && isTraceparent(value) ? value.toString() : "";
            } else if (!isOurs(name) && (origin.keepAuthorization || !HopByHop.same(name, "authorization"))) {
                kept.add(name, value);
            }
        }
        if (chunked && length >= 0) {
            return new Verdict.Unfit("the request has both Content-Length and Transfer-Encoding");
        }
        host = host == null || origin.framed ? origin.fallbackHost : host;
        if (host == null || !isAuthority(host)) {
            return new Verdict.Unfit("the Host must be a host name or address with an optional port");
        }
        for (String named : HopByHop.named(connection)) {
            kept.remove(named);
        }
        if (trace == null || trace.isEmpty()) {
            kept.remove(TRACESTATE);
            trace = newTrace.get();
        }
        kept.set(TRACEPARENT, trace);
        kept.set(INVOCATION_ID, invocation);
        kept.set(FORWARDED_FOR, origin.client);
        kept.set(FORWARDED_PROTO, origin.scheme);
        kept.set(FORWARDED_HOST, host);
        kept.set(FORWARDED, forwarded(origin.client, host, origin.scheme));
        long known = length >= 0 ? length : chunked || origin.framed ? -1 : 0;
        return new Verdict.Fit(
                new RequestHead(origin.method, route.path(), route.query(), kept, host, origin.client, known),
                expects && known != 0);
    }

    /** Headers that only the gateway may set; what a caller sends under such a name is dropped. */
    private static boolean isOurs(CharSequence name) {
        return switch (name.charAt(0) | 0x20) {
            case 'x' ->
                HopByHop.begins(name, "x-forwarded-")
                        || HopByHop.begins(name, "x-jfn-")
                        || HopByHop.same(name, "x-real-ip");
            case 'f' -> HopByHop.same(name, FORWARDED);
            default -> false;
        };
    }

    private static String forwarded(String client, String host, String scheme) {
        String node = client.indexOf(':') >= 0 ? "\"[" + client + "]\"" : client;
        return "for=" + node + ";host=\"" + host + "\";proto=" + scheme;
    }

    /** A host with an optional port; no user information, nothing that a quoted string would have to escape. */
    private static boolean isAuthority(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c > 0x7f || (!Character.isLetterOrDigit(c) && ".-_:[]".indexOf(c) < 0)) {
                return false;
            }
        }
        return !host.isEmpty() && host.charAt(0) != ':';
    }

    /** Whether it is a traceparent of version 00, the only one there is. */
    static boolean isTraceparent(CharSequence text) {
        if (text.length() != 55) {
            return false;
        }
        for (int i = 0; i < 55; i++) {
            char c = text.charAt(i);
            boolean dash = i == 2 || i == 35 || i == 52;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return AsciiString.regionMatches(text, false, 0, "00", 0, 2)
                && !AsciiString.regionMatches(text, false, 3, ZEROS, 0, 32)
                && !AsciiString.regionMatches(text, false, 36, ZEROS, 0, 16);
    }
}
