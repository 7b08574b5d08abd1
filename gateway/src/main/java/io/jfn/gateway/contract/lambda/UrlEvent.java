// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes a request as the event of a function URL, payload format 2.0. */
final class UrlEvent {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private UrlEvent() {}

    static void write(Exchange exchange, ByteBuf body, Instant now, ByteBuf to) {
        RequestHead request = exchange.request();
        try (JsonGenerator json = JSON.createGenerator((OutputStream) new ByteBufOutputStream(to))) {
            json.writeStartObject();
            json.writeStringField("version", "2.0");
            json.writeStringField("routeKey", "$default");
            json.writeStringField("rawPath", request.path());
            json.writeStringField("rawQueryString", request.query());
            writeCookies(request.headers(), json);
            writeMap("headers", headers(request, body.readableBytes()), json);
            if (!request.query().isEmpty()) {
                writeMap("queryStringParameters", QueryParameters.of(request.query()), json);
            }
            writeContext(exchange, now, json);
            writeBody(request.headers(), body, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an event is written to memory", e);
        }
    }

    private static void writeContext(Exchange exchange, Instant now, JsonGenerator json) throws IOException {
        RequestHead request = exchange.request();
        String host = request.host();
        int port = host.lastIndexOf(':');
        String domain = port > 0 && !host.endsWith("]") ? host.substring(0, port) : host;
        int dot = domain.indexOf('.');
        json.writeObjectFieldStart("requestContext");
        json.writeStringField("accountId", "anonymous");
        json.writeStringField("apiId", "jfn");
        json.writeStringField("domainName", domain);
        json.writeStringField("domainPrefix", dot > 0 ? domain.substring(0, dot) : domain);
        json.writeObjectFieldStart("http");
        json.writeStringField("method", request.method());
        json.writeStringField("path", request.path());
        json.writeStringField("protocol", "HTTP/1.1");
        json.writeStringField("sourceIp", request.client());
        json.writeStringField("userAgent", request.headers().get(HttpHeaderNames.USER_AGENT, ""));
        json.writeEndObject();
        json.writeStringField("requestId", exchange.id());
        json.writeStringField("routeKey", "$default");
        json.writeStringField("stage", "$default");
        json.writeStringField("time", TIME.format(now));
        json.writeNumberField("timeEpoch", now.toEpochMilli());
        json.writeEndObject();
    }

    private static Map<String, String> headers(RequestHead request, int length) {
        var headers = new TreeMap<String, String>();
        headers.put("host", request.host());
        if (length > 0) {
            headers.put("content-length", Integer.toString(length));
        }
        request.headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            switch (name) {
                case "host", "content-length", "cookie" -> {} // from elsewhere
                default -> headers.merge(name, header.getValue(), (one, other) -> one + ',' + other);
            }
        });
        return headers;
    }

    private static void writeCookies(HttpHeaders headers, JsonGenerator json) throws IOException {
        if (!headers.contains(HttpHeaderNames.COOKIE)) {
            return;
        }
        json.writeArrayFieldStart("cookies");
        for (String header : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (String cookie : header.split(";", -1)) {
                if (!cookie.isBlank()) {
                    json.writeString(cookie.strip());
                }
            }
        }
        json.writeEndArray();
    }

    private static void writeMap(String field, Map<String, String> map, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(field);
        for (var entry : map.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void writeBody(HttpHeaders headers, ByteBuf body, JsonGenerator json) throws IOException {
        boolean text = isText(headers.get(HttpHeaderNames.CONTENT_TYPE, ""))
                && ByteBufUtil.isText(body, StandardCharsets.UTF_8);
        if (body.isReadable()) {
            json.writeFieldName("body");
            if (text) {
                byte[] bytes = ByteBufUtil.getBytes(body);
                json.writeUTF8String(bytes, 0, bytes.length);
            } else {
                json.writeBinary(new ByteBufInputStream(body.duplicate()), body.readableBytes());
            }
        }
        json.writeBooleanField("isBase64Encoded", body.isReadable() && !text);
    }

    /** Content types whose bodies are handed over as text. */
    private static boolean isText(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || switch (type) {
                    case "application/json",
                            "application/xml",
                            "application/javascript",
                            "application/x-www-form-urlencoded" -> true;
                    default -> false;
                };
    }
}
