// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.TinyProgram;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The function of a training run: an HTTP server in 187 bytes, which starts as fast as a process can and is there on any machine. */
final class TrainingProgram {
    /** The one it listens on. */
    static final int PORT = 8080;

    /**
     * socket, bind, listen; then for one connection after the other: accept, read and write the reply until the client closes. A
     * request must come in one piece, as a short one does.
     */
    private static final String INSTRUCTIONS = "4881ec00100000" // a buffer on the stack
            + "b829000000bf02000000be0100000031d20f0589c3" // socket(AF_INET, SOCK_STREAM, 0)
            + "b83100000089df488d3558000000ba100000000f05" // bind(socket, ADDRESS, 16)
            + "b83200000089dfbe100000000f05" // listen(socket, 16)
            + "b82b00000089df31f631d20f0589c5" // accept(socket, 0, 0)
            + "31c089ef4889e6ba001000000f0585c07e17" // read(connection, buffer, 4096)
            + "b80100000089ef488d3524000000ba290000000f05ebd7" // write(connection, REPLY, 41)
            + "b80300000089ef0f05ebbd"; // close(connection)

    private static final String ADDRESS = "0200" + "1f90" + "00000000" + "0000000000000000";
    private static final String REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

    private TrainingProgram() {}

    static byte[] elf() {
        String constants = ADDRESS + HexFormat.of().formatHex(REPLY.getBytes(StandardCharsets.US_ASCII));
        return TinyProgram.elf(HexFormat.of().parseHex(INSTRUCTIONS + constants));
    }
}
