// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.api.Printable;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** What a function's answer must keep to be passed on. */
final class AnswerRules {
    static final int MOST_INTERIM = 16;
    private static final int MOST_HEADERS = 100;

    private AnswerRules() {}

    /** What is wrong with a final head, or null. */
    static @Nullable String refuse(HttpResponse head) {
        int status = head.status().code();
        if (status < 200 || status > 599) {
            return "answered with status " + status + ", which must be 200 to 599";
        }
        HttpVersion version = head.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            return "answered what is not HTTP/1.1: its version is another";
        }
        for (String coding : head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
            if (!coding.equalsIgnoreCase("chunked")) {
                return "answered with a Transfer-Encoding that is not 'chunked'";
            }
        }
        if (head.headers().size() > MOST_HEADERS) {
            return "answered with " + head.headers().size() + " headers; the most is " + MOST_HEADERS;
        }
        return null;
    }

    /** What is wrong with a part that could not be decoded, or null. */
    static @Nullable String refuse(HttpObject part) {
        if (part.decoderResult().isSuccess()) {
            return null;
        }
        Throwable cause = part.decoderResult().cause();
        return switch (cause) {
            case TooLongHttpLineException _ ->
                "answered with a line that is too long; a status line may have " + HttpConnection.LONGEST_STATUS_LINE
                        + " bytes";
            case TooLongHttpHeaderException _ ->
                "answered with headers that are too long; all together may have " + HttpConnection.LONGEST_HEADERS
                        + " bytes";
            case TooLongFrameException _ -> "answered with a line or header that is too long";
            default ->
                "answered what is not HTTP/1.1: "
                        + Printable.of(cause.getMessage() == null ? "it can not be read" : cause.getMessage());
        };
    }
}
