// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** Turns a caller's request into the one the function's server gets. What does not fit HTTP is an {@link IllegalArgumentException}. */
final class OutgoingRequest {
    private OutgoingRequest() {}

    /** The head alone; the body follows. */
    static HttpRequest head(RequestHead request) {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, method(request), target(request), headers(request));
    }

    /** The whole request in one message, which becomes one write. Takes over the body. */
    static HttpRequest whole(RequestHead request, ByteBuf body) {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                method(request),
                target(request),
                body,
                headers(request),
                EmptyHttpHeaders.INSTANCE);
    }

    private static HttpMethod method(RequestHead request) {
        HttpMethod method = HttpMethod.valueOf(request.method());
        if (method.equals(HttpMethod.CONNECT)) {
            throw new IllegalArgumentException("CONNECT asks for a tunnel, functions answer requests");
        }
        return method;
    }

    private static String target(RequestHead request) {
        String target = request.query().isEmpty() ? request.path() : request.path() + '?' + request.query();
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("the path or query contains a character that must be escaped");
            }
        }
        return target;
    }

    private static HttpHeaders headers(RequestHead request) {
        var headers = new DefaultHttpHeaders(); // it refuses line breaks in names and values
        headers.set(HttpHeaderNames.HOST, request.host());
        var given = request.headers().iteratorCharSequence();
        while (given.hasNext()) {
            var header = given.next();
            CharSequence name = header.getKey();
            // The body is sent without waiting, so nobody needs to say that it may come.
            if (!HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                    && !HttpHeaderNames.EXPECT.contentEqualsIgnoreCase(name)) {
                headers.add(name, header.getValue());
            }
        }
        if (request.contentLength() < 0) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (request.contentLength() > 0 || wantsLength(request.method())) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(request.contentLength()));
        }
        return headers;
    }

    /** Methods whose servers refuse a request that says nothing of a body. */
    private static boolean wantsLength(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }
}
