// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a raw query, decoded; several of one name are joined by commas. */
final class QueryParameters {
    private QueryParameters() {}

    static Map<String, String> of(String query) {
        var parameters = new LinkedHashMap<String, StringBuilder>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                var before = parameters.putIfAbsent(name, new StringBuilder(value));
                if (before != null) {
                    before.append(',').append(value);
                }
            }
        }
        var joined = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> joined.put(name, value.toString()));
        return joined;
    }

    private static String decode(String text) {
        try {
            return QueryStringDecoder.decodeComponent(text);
        } catch (IllegalArgumentException _) {
            return text; // a broken escape stays as the caller wrote it
        }
    }
}
