// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The function's side of the Runtime API: one kept-alive connection, one exchange at a time, used by one thread. */
final class RuntimeApi {
    private static final String BASE = "/2018-06-01/runtime/";
    private static final int LONGEST_LINE = 65_536;

    /** An answer of the Runtime API; header names are lower-case. */
    @SuppressWarnings("ArrayRecordComponent") // raw bytes, handed on once and never compared
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final String address;
    private final InputStream in;
    private final OutputStream out;

    RuntimeApi(String address) throws IOException {
        this.address = address;
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(
                InetAddress.getByName(address.substring(0, colon)), Integer.parseInt(address.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = socket.getOutputStream();
    }

    /** Waits without limit for an invocation. */
    Reply next() throws IOException {
        Reply reply = exchange("GET", "invocation/next", null, new byte[0]);
        if (reply.status != 200) {
            throw new IOException("invocation/next was answered " + reply.status);
        }
        return reply;
    }

    Reply respond(String id, byte[] body) throws IOException {
        return exchange("POST", "invocation/".concat(id).concat("/response"), null, body);
    }

    Reply fail(String id, byte[] error, String category) throws IOException {
        return exchange("POST", "invocation/".concat(id).concat("/error"), category, error);
    }

    Reply failInit(byte[] error, String category) throws IOException {
        return exchange("POST", "init/error", category, error);
    }

    private Reply exchange(String method, String path, @Nullable String category, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(BASE).append(path).append(" HTTP/1.1\r\nHost: ");
        head.append(address).append("\r\nContent-Type: application/json\r\nContent-Length: ");
        head.append(body.length).append("\r\n");
        if (category != null) {
            head.append("Lambda-Runtime-Function-Error-Type: ").append(category).append("\r\n");
        }
        head.append("\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);

        String status = line();
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = Math.max(0, header.indexOf(':'));
            String name = header.substring(0, colon).trim().toLowerCase(Locale.ROOT);
            headers.put(name, header.substring(colon + 1).trim());
        }
        byte[] answer = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
                ? chunks()
                : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Reply(Integer.parseInt(status.substring(9, 12)), headers, answer);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection to the Runtime API at " + address + " ended");
            }
            if (line.size() == LONGEST_LINE) {
                throw new IOException("the Runtime API at " + address + " sent a line over " + LONGEST_LINE + " bytes");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection to the Runtime API at " + address + " ended in an answer");
        }
        return bytes;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            int end = size.indexOf(';');
            int length = Integer.parseInt((end < 0 ? size : size.substring(0, end)).trim(), 16);
            if (length == 0) {
                String trailer = line(); // nothing we ask for
                while (!trailer.isEmpty()) {
                    trailer = line();
                }
                return whole.toByteArray();
            }
            whole.writeBytes(exactly(length));
            line();
        }
    }
}
