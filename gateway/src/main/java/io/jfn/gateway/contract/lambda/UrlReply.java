// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jfn.api.Printable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A function's JSON as a function URL answers it: an object with {@code statusCode} says all, any other JSON is the body. */
record UrlReply(int status, HttpHeaders headers, ByteBuf body) {
    /** What a function returned can not be made a reply of; the message continues "the function …". */
    static final class InvalidReplyException extends Exception {
        private static final long serialVersionUID = 1;

        private final String what;

        InvalidReplyException(String what) {
            super(what);
            this.what = what;
        }

        String what() {
            return what;
        }
    }

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a buffered reply. */
    static UrlReply read(byte[] json) throws InvalidReplyException {
        UrlReply said = parse(json);
        if (said != null) {
            return said;
        }
        var headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        return new UrlReply(200, headers, Unpooled.wrappedBuffer(json));
    }

    /** Reads the object before a streamed body; its status may be missing. */
    static UrlReply prelude(byte[] json) throws InvalidReplyException {
        UrlReply said = parse(json);
        return said != null ? said : new UrlReply(200, new DefaultHttpHeaders(), Unpooled.EMPTY_BUFFER);
    }

    private static @Nullable UrlReply parse(byte[] json) throws InvalidReplyException {
        try (JsonParser parser = JSON.createParser(json)) {
            var members = new Members();
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    members.take(parser);
                }
            } else if (first != null) {
                parser.skipChildren();
                parser.finishToken(); // a lazily read string is checked too
            }
            if (parser.nextToken() != null) {
                throw new InvalidReplyException("returned more than one JSON value");
            }
            return members.reply();
        } catch (IOException e) {
            throw new InvalidReplyException(
                    "returned what is not JSON (" + reason(e) + "); let it return a JSON value");
        } catch (IllegalArgumentException e) {
            throw new InvalidReplyException("returned a header, cookie or body that can not be sent: "
                    + Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private static String reason(IOException failure) {
        String message = failure instanceof com.fasterxml.jackson.core.JsonProcessingException json
                ? json.getOriginalMessage()
                : failure.getMessage();
        return Printable.of(String.valueOf(message));
    }

    /** The members of a reply object as they are met. */
    private static final class Members {
        private final HttpHeaders headers = new DefaultHttpHeaders(); // it refuses line breaks in names and values
        private int status;
        private boolean base64;
        private String body = "";
        private @Nullable IllegalArgumentException wrong; // only counts when the object is a reply

        void take(JsonParser parser) throws IOException {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "statusCode" -> status = status(parser);
                case "isBase64Encoded" -> base64 = value == JsonToken.VALUE_TRUE;
                case "body" -> body = text(parser);
                case "headers" -> takeHeaders(parser);
                case "cookies" -> takeCookies(parser);
                default -> parser.skipChildren();
            }
        }

        private static int status(JsonParser parser) throws IOException {
            int status = parser.getValueAsInt(-1);
            parser.skipChildren();
            return status == 0 ? -1 : status;
        }

        private void takeHeaders(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (parser.nextToken() != JsonToken.VALUE_NULL) {
                        add(name, text(parser));
                    }
                }
            } else {
                text(parser);
            }
        }

        private void takeCookies(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    add(HttpHeaderNames.SET_COOKIE, text(parser));
                }
            } else {
                text(parser);
            }
        }

        private void add(CharSequence name, String value) {
            try {
                headers.add(name, value);
            } catch (IllegalArgumentException e) {
                wrong = e;
            }
        }

        private String text(JsonParser parser) throws IOException {
            if (parser.currentToken().isScalarValue()) {
                return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
            }
            wrong = new IllegalArgumentException("a member is an object or array where text belongs");
            parser.skipChildren();
            return "";
        }

        @Nullable
        UrlReply reply() throws InvalidReplyException {
            if (status == 0) {
                return null;
            }
            if (wrong != null) {
                throw wrong;
            }
            if (status < 200 || status > 599) {
                throw new InvalidReplyException("returned a statusCode that is not 200 to 599");
            }
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            if (!headers.contains(HttpHeaderNames.CONTENT_TYPE)) {
                headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
            }
            byte[] bytes = base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
            return new UrlReply(status, headers, Unpooled.wrappedBuffer(bytes));
        }
    }
}
