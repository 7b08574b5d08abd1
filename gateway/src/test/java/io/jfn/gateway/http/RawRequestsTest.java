// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers get whose bytes no client library would send: a problem document, whoever in the gateway refuses them. */
@QuarkusTest
class RawRequestsTest extends ApiTest {
    private static final String HOST = "\r\nHost: localhost\r\n";

    @TestHTTPResource("/")
    URI gateway;

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getByName(gateway.getHost()), gateway.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** All that comes back until the gateway closes. */
    private String answer(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void assertProblem(String answer, int status, String code) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains(
                        "\"type\":\"urn:jfn:problem:" + code + "\"",
                        "\"status\":" + status,
                        "\"code\":\"" + code + "\"");
    }

    @Test
    void a_target_that_is_too_long_is_a_problem() throws IOException {
        assertProblem(answer("GET /" + "x".repeat(9000) + " HTTP/1.1" + HOST + "\r\n"), 414, "uri_too_long");
    }

    @Test
    void headers_that_are_too_long_are_a_problem() throws IOException {
        String request = "GET / HTTP/1.1" + HOST + "X-Long: " + "x".repeat(17_000) + "\r\n\r\n";
        assertProblem(answer(request), 431, "headers_too_large");
        String many = "X-One: 12345678901234567890\r\n".repeat(1000);
        assertProblem(answer("GET / HTTP/1.1" + HOST + many + "\r\n"), 431, "headers_too_large");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET / HTTP/1.1~no header at all
            GET / HTTP/1.1~Bad Name: x
            GET / HTTP/1.1~: x
            GET /~
            GET / NONSENSE/1.1~
            GET / HTTP/1.1~Content-Length: 1~Content-Length: 2
            POST / HTTP/1.1~Content-Length: -1
            GET x HTTP/1.1~
            GET http://user@localhost/ HTTP/1.1~
            GET http:///health HTTP/1.1~
            CONNECT localhost:80 HTTP/1.1~
            GET * HTTP/1.1~
            GET /%zz HTTP/1.1~
            GET /v1/%zz HTTP/1.1~
            GET /function/x/%zz HTTP/1.1~
            GET /function/x/..%2f HTTP/1.1~
            GET /function/%zz HTTP/1.1~
            """)
    void what_is_no_request_is_a_problem(String head) throws IOException {
        String request = head.replaceFirst("~", HOST).replace("~", "\r\n");
        String end = (request.endsWith("\r\n") ? "" : "\r\n") + "Connection: close\r\n\r\n";
        assertProblem(answer(request + end), 400, "bad_request");
    }

    @Test
    void an_absolute_target_leads_where_its_path_does() throws IOException {
        String close = HOST + "Connection: close\r\n\r\n";
        String none = answer("GET http://localhost/function/absent HTTP/1.1" + close);
        assertProblem(none, 404, "not_found");
        assertThat(none).contains("no function 'absent'");
        assertThat(answer("GET http://localhost/health/live HTTP/1.1" + close)).startsWith("HTTP/1.1 200 ");
        assertThat(answer("GET http://localhost/v1/functions HTTP/1.1" + close)).startsWith("HTTP/1.1 401 ");
        deploy("absolute");
        assertThat(answer("GET HTTP://somewhere:99/function/absolute/x?y HTTP/1.1" + close))
                .contains("X-Jfn-Outcome: crashed"); // instances of the fake node take no invocation
    }

    @Test
    void a_caller_that_sends_a_byte_now_and_then_is_told_and_closed() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(100);
            var said = new StringBuilder();
            long began = System.nanoTime();
            String head = "GET / HTTP/1.1" + HOST + "X-Slow: " + "x".repeat(1000);
            for (int i = 0; said.indexOf("}") < 0; i++) {
                assertThat(i).as("bytes sent without an answer").isLessThan(head.length());
                send(socket, head.charAt(i));
                read(socket.getInputStream(), said);
            }
            assertProblem(said.toString(), 408, "request_timeout");
            assertThat((System.nanoTime() - began) / 1_000_000).isBetween(4_500L, 30_000L);
        }
    }

    private static void send(Socket socket, char one) throws IOException {
        try {
            socket.getOutputStream().write(one);
        } catch (SocketException _) {
            // Closed meanwhile: what it said before can still be read.
        }
    }

    /** Reads what comes within a tenth of a second. */
    private static void read(InputStream in, StringBuilder said) throws IOException {
        var buffer = new byte[4096];
        try {
            int count = in.read(buffer);
            if (count > 0) {
                said.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketTimeoutException _) {
            // Nothing came; the pace at which this caller sends.
        }
    }
}
