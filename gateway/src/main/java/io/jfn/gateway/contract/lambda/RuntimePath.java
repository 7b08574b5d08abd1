// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/** What a call to the Runtime API asks for. */
sealed interface RuntimePath {
    record Next() implements RuntimePath {}

    record Response(String id) implements RuntimePath {}

    record InvocationError(String id) implements RuntimePath {}

    record InitError() implements RuntimePath {}

    record RestoreNext() implements RuntimePath {}

    record RestoreError() implements RuntimePath {}

    record Ping() implements RuntimePath {}

    /** Extensions and telemetry, which jfn does not have. */
    record Extension() implements RuntimePath {}

    record Unknown() implements RuntimePath {}

    static RuntimePath of(HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        boolean get = request.method().equals(HttpMethod.GET);
        boolean post = request.method().equals(HttpMethod.POST);
        if (path.startsWith("/2020-01-01/extension/")
                || path.startsWith("/2022-07-01/telemetry")
                || path.startsWith("/2020-08-15/logs")) {
            return new Extension();
        }
        return switch (path) {
            case "/2018-06-01/runtime/invocation/next" -> get ? new Next() : new Unknown();
            case "/2018-06-01/runtime/init/error" -> post ? new InitError() : new Unknown();
            case "/2018-06-01/runtime/restore/next" -> get ? new RestoreNext() : new Unknown();
            case "/2018-06-01/runtime/restore/error" -> post ? new RestoreError() : new Unknown();
            case "/2018-06-01/ping" -> get ? new Ping() : new Unknown();
            default -> post ? invocation(path) : new Unknown();
        };
    }

    private static RuntimePath invocation(String path) {
        String before = "/2018-06-01/runtime/invocation/";
        int slash = path.lastIndexOf('/');
        if (!path.startsWith(before) || slash < before.length()) {
            return new Unknown();
        }
        String id = path.substring(before.length(), slash);
        return switch (path.substring(slash + 1)) {
            case "response" -> new Response(id);
            case "error" -> new InvocationError(id);
            default -> new Unknown();
        };
    }
}
