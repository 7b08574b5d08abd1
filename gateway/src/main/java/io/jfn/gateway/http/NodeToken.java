// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The node's bearer token: 256 random bits in a file that only the gateway's user can read, made at its first start. */
public final class NodeToken {
    /** Lets secret scanners find a token that was published by mistake. */
    private static final String PREFIX = "jfn_";

    private static final int BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43,}");

    private final byte[] token;

    private NodeToken(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the token in a file, which is made with a new one where it is missing. */
    public static NodeToken in(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file, PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random()));
            }
            String text = Files.readString(file).strip();
            if (!SHAPE.matcher(text).matches()) {
                throw new IllegalStateException("the node's token in " + file + " is not '" + PREFIX
                        + "' and at least 43 letters, digits, '-' or '_': remove the file, a new one is made");
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return new NodeToken(text);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read or make the node's token " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether a caller's token is this one; takes equally long for every wrong one of its length. */
    public boolean matches(String given) {
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, String token) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, token + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
