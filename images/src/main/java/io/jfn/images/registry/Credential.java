// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What proves to one registry who is asking. Never shown: its text has no secret in it.
 *
 * @param user the user's name; {@link #TOKEN_USER} when the secret is an identity token
 * @param secret password or token
 */
public record Credential(String user, String secret) {
    /** The name under which credential helpers give identity tokens. */
    public static final String TOKEN_USER = "<token>";

    boolean isIdentityToken() {
        return user.equals(TOKEN_USER);
    }

    String basic() {
        byte[] plain = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(plain);
    }

    @Override
    public String toString() {
        return "credential of " + user;
    }
}
