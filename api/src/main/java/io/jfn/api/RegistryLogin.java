// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A developer's credentials for a registry, which go with one request and are kept nowhere. As a header they are Docker's {@code
 * X-Registry-Auth}: JSON of these members in base64url.
 *
 * @param username the user; empty with an identity token
 * @param password the password; empty with an identity token
 * @param identitytoken what a registry gave in place of a password; empty without one
 * @param serveraddress the registry they are for, as image names write it; they go to no other
 */
public record RegistryLogin(String username, String password, String identitytoken, String serveraddress) {
    public static final String HEADER = "X-Registry-Auth";

    private static final String NOT_SHOWN = "***";

    @SuppressWarnings("ConstantValue") // JSON leaves members out: a missing one is null here
    public RegistryLogin {
        username = username == null ? "" : username;
        password = password == null ? "" : password;
        identitytoken = identitytoken == null ? "" : identitytoken;
        serveraddress = serveraddress == null ? "" : serveraddress;
    }

    /** The JSON of a header's value; {@link InvalidInputException} when it is none. */
    public static String json(String header) {
        try {
            return new String(Base64.getUrlDecoder().decode(header.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // The exception would show a piece of the secret.
            throw new InvalidInputException("header " + HEADER + " is not base64url of JSON");
        }
    }

    /** A header's value out of its JSON. */
    public static String header(byte[] json) {
        return Base64.getUrlEncoder().encodeToString(json);
    }

    /** Says whose they are, never what they are. */
    @Override
    public String toString() {
        return "RegistryLogin[" + username + ", " + NOT_SHOWN + ", " + serveraddress + "]";
    }
}
