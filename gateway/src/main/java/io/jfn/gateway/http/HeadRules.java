// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** What the head of a request must keep, whoever it is for: what the decoder lets pass and no server should. */
final class HeadRules {
    static final int MOST_HEADERS = 100;

    private HeadRules() {}

    /** What is wrong with it, or null; an absolute target becomes a plain one. */
    static @Nullable Problem flaw(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.protocolName().equals("HTTP")) {
            return bad("the request is not HTTP/1.1: its first line names another protocol");
        }
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            return Problem.of("version_not_supported", 505, "HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        int count = 0;
        int hosts = 0;
        boolean encoded = false;
        CharSequence framing = null;
        var headers = request.headers().iteratorCharSequence();
        while (headers.hasNext()) {
            var header = headers.next();
            CharSequence name = header.getKey();
            if (name.isEmpty()) {
                return bad("a header of the request has no name");
            }
            count++;
            if (same(name, HttpHeaderNames.HOST)) {
                hosts++;
            } else if (same(name, HttpHeaderNames.TRANSFER_ENCODING)) {
                if (framing != null) {
                    return bad("the request has more than one Transfer-Encoding");
                }
                framing = header.getValue();
            } else if (same(name, HttpHeaderNames.CONTENT_ENCODING)) {
                encoded = !same(header.getValue(), HttpHeaderValues.IDENTITY);
            }
        }
        if (count > MOST_HEADERS) {
            return Problem.of(
                    "headers_too_large", 431, "the request has " + count + " headers; the most is " + MOST_HEADERS);
        }
        if (framing != null && (version.minorVersion() == 0 || !same(framing, HttpHeaderValues.CHUNKED))) {
            // What its body is depends on who reads it: what another takes for the body might be the next request here.
            return bad("the only Transfer-Encoding understood is 'chunked', in HTTP/1.1");
        }
        if (hosts > 1) {
            return bad("the request has more than one Host");
        }
        return target(request, encoded);
    }

    private static @Nullable Problem target(HttpRequest request, boolean encoded) {
        switch (RequestTarget.parse(request.method().name(), request.uri())) {
            case RequestTarget.Flaw flaw -> {
                return bad(flaw.reason());
            }
            case RequestTarget.Absolute absolute -> {
                request.setUri(absolute.path());
                request.headers().set(HttpHeaderNames.HOST, absolute.authority());
            }
            case RequestTarget.Plain _ -> {}
        }
        String host = request.headers().get(HttpHeaderNames.HOST);
        boolean missing = host == null && request.protocolVersion().minorVersion() > 0;
        if (missing || (host != null && !RequestTarget.isAuthority(host))) {
            return bad("the Host must be a host name or address with an optional port");
        }
        // Functions get their bodies as they are; what is read here is never unpacked, so it cannot burst.
        return encoded && !RequestTarget.isFunctions(request.uri())
                ? Problem.of("encoding_not_supported", 415, "send the body as it is: no Content-Encoding is taken here")
                : null;
    }

    private static boolean same(CharSequence one, CharSequence other) {
        return AsciiString.contentEqualsIgnoreCase(one, other);
    }

    private static Problem bad(String why) {
        return Problem.of("bad_request", 400, why);
    }
}
