// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those through who have the node's token: to whatever a resource serves, so that a new one is not open by oversight, and
 * to all below {@code /v1}, so that strangers do not learn what there is.
 */
public final class TokenGuard {
    /** Set on a request for which another guard has asked for the token in its own way. */
    public static final String PASSED = "io.jfn.gateway.token-passed";

    private static final String SCHEME = "Bearer ";

    private final NodeToken token;
    private final ProblemMapper problems;

    public TokenGuard(NodeToken token, ProblemMapper problems) {
        this.token = token;
        this.problems = problems;
    }

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response belowV1(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return path.equals("/v1") || path.startsWith("/v1/") ? refusal(request) : null;
    }

    @ServerRequestFilter
    public @Nullable Response atEveryResource(ContainerRequestContext request) {
        return request.getProperty(PASSED) == null ? refusal(request) : null;
    }

    private @Nullable Response refusal(ContainerRequestContext request) {
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        boolean bearer = given != null && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (given != null
                && bearer
                && token.matches(given.substring(SCHEME.length()).strip())) {
            return null;
        }
        String why = !bearer
                ? "this needs the node's token: send 'Authorization: Bearer jfn_…', the token is in the gateway's state folder"
                : "this is not the node's token: it is in the file 'token' of the gateway's state folder";
        return Response.fromResponse(problems.response(Problem.of("unauthorized", 401, why)))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"jfn\"")
                .build();
    }
}
