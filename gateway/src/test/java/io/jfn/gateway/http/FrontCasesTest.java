// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases D1, D4, D5, D7, D9, D15 and D17 as bytes against a gateway that runs, where no function has to answer; the others are in
 * {@code FrontAcceptanceTest}. {@code ~} stands for the end of a line.
 */
@QuarkusTest
class FrontCasesTest extends ApiTest {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}) ");
    /** Shown to be a request of its own by its own answer. */
    private static final String SECOND = "GET /health/live HTTP/1.1~Host: h~~";

    @TestHTTPResource("/")
    URI gateway;

    private Socket connect() throws IOException {
        return connect("127.0.0.1");
    }

    private Socket connect(String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.getPort()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that comes back until the gateway closes, which it must. */
    private String untilClosed(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<String> statuses(String answers) {
        return STATUS.matcher(answers).results().map(found -> found.group(1)).toList();
    }

    private static void assertRefusedOnce(String answer, String status) {
        assertThat(statuses(answer)).as(answer).containsExactly(status);
        assertThat(answer).contains("application/problem+json").containsIgnoringCase("connection: close");
    }

    @Test
    @DisplayName("D1 control: two plain requests behind each other are two")
    void d1_control() throws IOException {
        String last = "GET /health/live HTTP/1.1~Host: h~Connection: close~~";
        assertThat(statuses(untilClosed(SECOND + last))).containsExactly("200", "200");
    }

    @ParameterizedTest
    @DisplayName("D1 what two servers could frame in two ways is refused, and nothing behind it is read")
    @ValueSource(
            strings = {
                "Content-Length: 5~Transfer-Encoding: chunked~~0~~",
                "Transfer-Encoding: chunked~Content-Length: 5~~0~~",
                "Transfer-Encoding: chunked~Transfer-Encoding: identity~~0~~",
                "Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
                "Transfer-Encoding: xchunked~~",
                "Transfer-Encoding: identity~~",
                "Transfer-Encoding: gzip, chunked~~0~~",
                "Transfer-Encoding: chunked, identity~~0~~",
                "Transfer-Encoding: \u000bchunked~~0~~",
                "Transfer-Encoding : chunked~~0~~",
                "Transfer-Encoding:~ chunked~Content-Length: 5~~0~~",
                "Content-Length: 0~Content-Length: 0~~",
                "Content-Length: 0~Content-Length: 5~~",
                "Content-Length: 0, 0~~",
                "Content-Length: +0~~",
                "Content-Length: -0~~",
                "Content-Length: 0x0~~",
                "Content-Length: 0 0~~",
                "Content-Length: 99999999999999999999~~",
                "X: a\rb~~",
                "X: a\u0000b~~",
                "X: a\nContent-Length: 0~~",
                "Host: other~~",
            })
    void d1_framing(String rest) throws IOException {
        assertRefusedOnce(untilClosed("POST /v1/sources HTTP/1.1~Host: h~" + rest + SECOND), "400");
    }

    @ParameterizedTest
    @DisplayName("D1 chunks that are none are refused, and nothing behind them is read")
    @ValueSource(
            strings = {
                "10000000000000003~abc~0~~",
                "ffffffff~abc~0~~",
                "-1~abc~0~~",
                "0x3~abc~0~~",
                "+3~abc~0~~",
                "zz~~",
                "~~",
                "3\nabc~0~~",
                "3;x\ny~abc~0~~",
                "3~abcd~0~~",
                "3~abc0~~",
            })
    void d1_chunks(String chunks) throws IOException {
        String head = "POST /v1/sources HTTP/1.1~Host: h~Authorization: Bearer " + token()
                + "~Content-Type: application/x-tar~Transfer-Encoding: chunked~~";
        assertRefusedOnce(untilClosed(head + chunks + SECOND), "400");
    }

    @ParameterizedTest
    @DisplayName("D1 first lines and versions of other servers' taste are refused")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `\u0000GET / HTTP/1.1~Host: h~~`                                          | 400
            `GET / HTTP/1.1\nHost: h~~`                                               | 400
            `POST /v1/sources HTTP/1.0~Host: h~Transfer-Encoding: chunked~~0~~`       | 400
            `GET / HTTP/1.2~Host: h~~`                                                | 505
            `GET / HTTP/2.0~Host: h~~`                                                | 505
            `GET /~~`                                                                 | 400
            `GET / HTTP/1.1~~`                                                        | 400
            `GET / HTTP/1.1~Host:~~`                                                  | 400
            `GET / HTTP/1.1~Host: a@b~~`                                              | 400
            `GET / HTTP/1.1~Host: a/b~~`                                              | 400
            """)
    void d1_first_lines(String request, String status) throws IOException {
        assertRefusedOnce(untilClosed(request + SECOND), status);
    }

    @Test
    @DisplayName("D4 HTTP/2 is not spoken: neither its preface nor an upgrade leads there")
    void d4_no_http2() throws IOException {
        assertRefusedOnce(
                untilClosed("PRI * HTTP/2.0~~SM~~\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000"), "505");
        String upgraded = untilClosed("GET /health/live HTTP/1.1~Host: h~Connection: Upgrade, HTTP2-Settings, close~"
                + "Upgrade: h2c~HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA~~");
        assertThat(statuses(upgraded)).containsExactly("200");
        assertThat(upgraded).doesNotContainIgnoringCase("upgrade");
    }

    @Test
    @DisplayName("D5 heads that come slowly, and silence, end at their deadlines; others are answered meanwhile")
    void d5_slow_heads() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = connect();
                slow.add(socket);
                send(socket, i % 2 == 0 ? "GET / HTTP/1.1~Host: h~X-Slow: " : "");
            }
            assertThat(authorized().get("/v1/functions").statusCode()).isEqualTo(200);
            for (int i = 0; i < slow.size(); i++) {
                String said = new String(slow.get(i).getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(statuses(said)).isEqualTo(i % 2 == 0 ? List.of("408") : List.of());
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    @DisplayName("D5 a connection without a request is closed after a while")
    void d5_idle() throws IOException {
        assertThat(statuses(untilClosed(SECOND))).containsExactly("200");
    }

    @Test
    @DisplayName("D5, D15 one address has so many connections and no more, whatever it calls itself; others get theirs")
    void d15_connections() throws IOException {
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i <= GatewayFolders.MOST_CONNECTIONS; i++) {
                flood.add(connect("127.0.0.9"));
            }
            assertThat(answers(flood.getLast(), "X-Forwarded-For: 10.0.0.1~X-Real-IP: 10.0.0.1~"))
                    .as("one too many is answered")
                    .isFalse();
            assertThat(answers(flood.getFirst(), "")).isTrue();
            try (Socket other = connect("127.0.0.10")) {
                assertThat(answers(other, "")).isTrue();
            }
            flood.removeFirst().close();
            // The place is free again once the gateway has seen that it was left.
            boolean again = false;
            for (int i = 0; i < 1000 && !again; i++) {
                try (Socket next = connect("127.0.0.9")) {
                    again = answers(next, "");
                }
            }
            assertThat(again).as("who leaves makes room").isTrue();
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
    }

    /** Whether a request on it gets an answer, instead of the connection's end. */
    private static boolean answers(Socket socket, String headers) throws IOException {
        try {
            send(socket, "GET /health/live HTTP/1.1~Host: h~" + headers + "~");
            return socket.getInputStream().read() == 'H';
        } catch (SocketException _) {
            return false;
        }
    }

    @Test
    @DisplayName("D7 packed bodies are not unpacked: 415")
    void d7_packed_bodies() throws IOException {
        for (String encoding : new String[] {"gzip", "br", "zstd", "gzip, gzip"}) {
            assertRefusedOnce(
                    untilClosed("PUT /v1/functions/x HTTP/1.1~Host: h~Authorization: Bearer " + token()
                            + "~Content-Type: application/json~Content-Encoding: " + encoding
                            + "~Content-Length: 3~~abc"),
                    "415");
        }
    }

    @ParameterizedTest
    @DisplayName("D9 a path of the API is written in one way, or it is none")
    @CsvSource(delimiter = '|', textBlock = """
            /v1/functions               | 401
            http://h/v1/functions       | 401
            /%76%31/functions           | 401
            /V1/functions               | 404
            //v1/functions              | 400
            /v1//functions              | 400
            /v1/./functions             | 400
            /v1/../v1/functions         | 400
            /health/..%2fv1/functions   | 400
            /health/%2e%2e/v1/functions | 400
            /v1%2ffunctions             | 400
            /v1%5cfunctions             | 400
            /v1\\functions              | 400
            /v1;x/functions             | 400
            /v1/functions;x=y           | 400
            /v1/functions%00            | 400
            /v1/functions#x             | 400
            /Function/x                 | 404
            /%66unction/x               | 404
            /function/../v1/functions   | 400
            http://a@h/v1/functions     | 400
            http:///v1/functions        | 400
            v1/functions                | 400
            """)
    void d9_paths(String target, String status) throws IOException {
        String answer = untilClosed("GET " + target + " HTTP/1.1~Host: h~Connection: close~~");
        assertThat(statuses(answer)).as(answer).containsExactly(status);
        assertThat(answer).contains("application/problem+json");
    }

    @Test
    @DisplayName("D17 wrong tokens are refused one like the other, and hold up nobody who has the right one")
    void d17_tokens() {
        String right = token();
        for (int i = 0; i < 20; i++) {
            String wrong = i % 2 == 0 ? right.substring(0, right.length() - 1) + "~" : "jfn_" + i;
            var answer = io.restassured.RestAssured.given()
                    .header("Authorization", "Bearer " + wrong)
                    .get("/v1/functions");
            assertProblem(answer, 401, "unauthorized");
        }
        assertThat(authorized().get("/v1/functions").statusCode()).isEqualTo(200);
    }
}
