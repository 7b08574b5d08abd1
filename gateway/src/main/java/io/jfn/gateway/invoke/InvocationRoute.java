// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/**
 * Where invocations leave the application's router: before every other route, so that no body handler, filter or access log
 * costs them anything. It has no path of its own, for a router compares normalised ones, and here only the raw one counts.
 */
public final class InvocationRoute {
    private InvocationRoute() {}

    /** To be called before others mount routes of the lowest order, as an observer of Quarkus's {@code Router} is. */
    public static void mount(Router router, Handler<HttpServerRequest> invocations) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            HttpServerRequest request = context.request();
            if (FunctionPath.isFor(request.uri())) {
                invocations.handle(request);
            } else {
                context.next();
            }
        });
    }
}
