// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The trace of a request in the notation that Lambda runtimes know: X-Ray's own header, or the W3C one rewritten. */
final class TraceId {
    private static final Pattern XRAY = Pattern.compile("[A-Za-z0-9=;:._-]{1,256}");
    private static final Pattern W3C =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{8})([0-9a-f]{24})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private TraceId() {}

    static @Nullable String of(HttpHeaders headers) {
        String given = headers.get("x-amzn-trace-id");
        if (given != null && XRAY.matcher(given).matches()) {
            return given;
        }
        String parent = headers.get("traceparent");
        Matcher parts = W3C.matcher(parent == null ? "" : parent);
        if (!parts.matches()) {
            return null;
        }
        boolean sampled = (Integer.parseInt(parts.group(4), 16) & 1) == 1;
        return "Root=1-" + parts.group(1) + '-' + parts.group(2) + ";Parent=" + parts.group(3) + ";Sampled="
                + (sampled ? 1 : 0);
    }
}
