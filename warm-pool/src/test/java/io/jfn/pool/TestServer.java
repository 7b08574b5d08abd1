// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.Digest;
import io.jfn.api.TinyProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A static HTTP server on 127.0.0.1:8080 that answers every read with 200 and {@code ok}: socket, bind, listen, then accept,
 * read, write and close for ever. Its instructions are here because a test machine may have no compiler.
 */
final class TestServer {
    static final int PORT = 8080;
    static final byte[] CALL = "GET / HTTP/1.1\r\nHost: f\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** The only processor that {@link #CODE} is for, as {@code os.arch} names it. */
    static final String ARCHITECTURE = "amd64";

    private static final String CODE =
            "41574531d24531c0b8290000004156bf02000000be0100000041554154555331db4889da4881eca8"
                    + "0100000f054889442488488d742498ba1000000048b802001f907f000001488944249831c0488b7c"
                    + "248848894424a0b8310000000f05b832000000be80000000488b7c24884889da0f05488d4424a8bd"
                    + "2b00000041bc0002000041be0100000048894424904c8d2d6c00000041bf2800000041b903000000"
                    + "31d24531d24531c04889e8488b7c24884889d60f054889c731db488b7424904531d24531c04889d8"
                    + "4c89e20f054885c07e134531d24531c04c89f04c89ee4c89fa0f05ebd34c89c84889de4889da0f05"
                    + "ebae662e0f1f8400000000000f1f4000485454502f312e3120323030204f4b0d0a436f6e74656e74"
                    + "2d4c656e6774683a20320d0a0d0a6f6b00";

    private TestServer() {}

    /** Makes the layer tree of an image with nothing but the server, as {@code /name}, and gives its digest. */
    static Digest image(Path store, String name) throws IOException {
        byte[] program = TinyProgram.elf(HexFormat.of().parseHex(CODE));
        byte[] id = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 32);
        var digest = new Digest("sha256:" + HexFormat.of().formatHex(id));
        var root = Files.createDirectories(store.resolve("default/layers").resolve(digest.hex()));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        var file = Files.write(root.resolve(name), program);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return digest;
    }
}
