// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** What callers are told of bytes that the decoder could not make a request of. */
final class UndecodedRequest {
    private UndecodedRequest() {}

    /** What callers are told of a body whose chunks are none. */
    static Problem brokenBody() {
        return Problem.of("bad_request", 400, "the request's body is not HTTP/1.1: a chunk of it cannot be read");
    }

    static Problem problem(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                Problem.of(
                        "uri_too_long",
                        414,
                        "the request's first line is too long; send a shorter target, and data in the body");
            case TooLongHttpHeaderException _ ->
                Problem.of(
                        "headers_too_large",
                        431,
                        "the request's headers are too long together; send fewer or shorter ones");
            // The decoder's words may quote what was sent.
            default -> Problem.of("bad_request", 400, "the request is not HTTP/1.1: a line of its head cannot be read");
        };
    }
}
