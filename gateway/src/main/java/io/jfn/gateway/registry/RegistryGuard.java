// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import io.jfn.gateway.http.NodeToken;
import io.jfn.gateway.http.TokenGuard;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those into the registry who have the node's token: as a bearer token, or as the password of any user, which is what
 * {@code docker login} and its kind can send.
 */
public final class RegistryGuard {
    private final NodeToken token;
    private final RegistryErrors errors;

    RegistryGuard(NodeToken token, RegistryErrors errors) {
        this.token = token;
        this.errors = errors;
    }

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response belowV2(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (!path.equals("/v2") && !path.startsWith("/v2/")) {
            return null;
        }
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (given != null && token.matches(secret(given.strip()))) {
            request.setProperty(TokenGuard.PASSED, true);
            return null;
        }
        String why = given == null
                ? "this registry needs the node's token: log in with any user name and the token as the password"
                : "this is not the node's token: it is in the file 'token' of the gateway's state folder";
        return errors.response(new RegistryException(
                401, "UNAUTHORIZED", why, Map.of(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"jfn\"")));
    }

    /** What may be the token in an {@code Authorization} header; empty when nothing can. */
    static String secret(String authorization) {
        int space = authorization.indexOf(' ');
        String scheme = space < 0 ? "" : authorization.substring(0, space);
        String value = authorization.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return value;
        }
        if (!scheme.equalsIgnoreCase("Basic")) {
            return "";
        }
        try {
            String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
