// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.api.FunctionName;
import io.jfn.gateway.exchange.Exchange;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.TimeUnit;

/** The headers that an event comes with. */
final class EventHeaders {
    private EventHeaders() {}

    static HttpHeaders of(Exchange exchange, FunctionName function) {
        var headers = new DefaultHttpHeaders();
        long left = TimeUnit.NANOSECONDS.toMillis(exchange.deadlineNanos() - System.nanoTime());
        headers.set("Lambda-Runtime-Aws-Request-Id", exchange.id());
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + left));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:local:000000000000:function:" + function);
        String trace = TraceId.of(exchange.request().headers());
        if (trace != null) {
            headers.set("Lambda-Runtime-Trace-Id", trace);
        }
        return headers;
    }
}
