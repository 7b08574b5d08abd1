// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** A caller that sends bytes as it is told, {@code ~} for the end of a line, over one connection to a port of loopback. */
final class RawCaller implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)");
    private static final int PIECE = 65_536;

    private final Socket socket;

    RawCaller(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
    }

    RawCaller send(String text) throws IOException {
        socket.getOutputStream().write(text.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    RawCaller get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1~Host: h~~");
    }

    /** One answer that has a length: its head, an empty line, its body. */
    String answer() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int one = socket.getInputStream().read();
            if (one < 0) {
                throw new EOFException("the connection ended after: " + head);
            }
            head.write(one);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        var length = LENGTH.matcher(text);
        boolean bare = text.startsWith("HTTP/1.1 204") || text.startsWith("HTTP/1.1 304");
        int size = length.find() && !bare ? Integer.parseInt(length.group(1)) : 0;
        return text + new String(socket.getInputStream().readNBytes(size), StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the other side closes, which it must. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** All that comes until the other side closes, while a thread sends a body of so many bytes, or as many as are taken. */
    String restWhileSending(long most, boolean chunked) throws IOException {
        byte[] piece = ((chunked ? "10000\r\n" : "") + "x".repeat(PIECE) + (chunked ? "\r\n" : ""))
                .getBytes(StandardCharsets.ISO_8859_1);
        var sending = CompletableFuture.runAsync(() -> {
            try {
                for (long left = most; left >= PIECE; left -= PIECE) {
                    socket.getOutputStream().write(piece);
                }
            } catch (IOException _) {
                // the other side has heard enough
            }
        });
        var said = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(said);
        } catch (SocketException _) {
            // broken while this side was still sending
        }
        socket.close();
        sending.join();
        return said.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
