// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A runtime, good or evil: one connection to the Runtime API, over which it says what a test wants. */
final class FakeRuntime implements Closeable {
    static final String API = "/2018-06-01/runtime/";

    /** What the Runtime API answered; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String id() {
            return headers.getOrDefault("lambda-runtime-aws-request-id", "");
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    FakeRuntime(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    void askForNext() throws IOException {
        say("GET " + API + "invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    Answer next() throws IOException {
        askForNext();
        return answer();
    }

    Answer respond(String id, String body) throws IOException {
        return post("invocation/" + id + "/response", body);
    }

    Answer post(String path, String body, String... headers) throws IOException {
        var head = new StringBuilder("POST " + API + path + " HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        say(head + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        return answer();
    }

    /** Begins a streamed response; {@link #chunk} and {@link #endChunks} go on with it. */
    void stream(String id, String... headers) throws IOException {
        say("POST " + API + "invocation/" + id + "/response HTTP/1.1\r\nHost: x\r\n"
                + "Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
                + String.join("", headers) + "\r\n");
    }

    void chunk(String text) throws IOException {
        say(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
    }

    Answer endChunks(String trailers) throws IOException {
        say("0\r\n" + trailers + "\r\n");
        return answer();
    }

    void say(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    Answer answer() throws IOException {
        String[] lines = line().split(" ", 3);
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                Integer.parseInt(lines[1]), headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the Runtime API ended the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    boolean isAtEnd() {
        try {
            return in.read() < 0;
        } catch (IOException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
