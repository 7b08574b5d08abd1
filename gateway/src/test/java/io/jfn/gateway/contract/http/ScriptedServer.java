// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on the loopback that says byte for byte what a test wants, HTTP or not. */
final class ScriptedServer implements Closeable {
    /** What happens on each connection. */
    interface Script {
        void play(Peer peer) throws IOException;
    }

    /** The server's end of a connection. */
    static final class Peer implements Closeable {
        final int number;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Peer(Socket socket, int number) throws IOException {
            this.number = number;
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** The head of the next request, or an empty string at the end. */
        String head() throws IOException {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                head.append((char) next);
            }
            return head.toString();
        }

        String body(int length) throws IOException {
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        boolean isAtEnd() throws IOException {
            return in.read() < 0;
        }

        void say(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        void ok(String body) throws IOException {
            say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                var peer = new Peer(listener.accept(), peers.size());
                peers.add(peer);
                Thread.ofVirtual().start(() -> play(peer));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void play(Peer peer) {
        try (peer) {
            script.play(peer);
        } catch (IOException _) {
            // the other side went away, which the test sees there
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return peers.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Peer peer : new ArrayList<>(peers)) {
            peer.close();
        }
    }
}
