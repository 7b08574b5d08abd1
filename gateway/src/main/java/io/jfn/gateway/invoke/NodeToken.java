// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Predicate;

/** The node's bearer token; how long a comparison takes tells nothing about it. */
public final class NodeToken implements Predicate<String> {
    private final byte[] digest;

    public NodeToken(String token) {
        this.digest = digest(token);
    }

    @Override
    public boolean test(String given) {
        // Digests are of one length, so not even the token's length shows.
        return MessageDigest.isEqual(digest, digest(given));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256, which every JDK must have", e);
        }
    }
}
