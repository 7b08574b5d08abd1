// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases D1, D5, D6, D8, D9, D10 and D19 through a node that runs, to a function that says by the byte what came to it and answers
 * by the byte what it is told; the rest is in {@code FrontCasesTest}. {@code ~} stands for the end of a line.
 */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(120)
class FrontAcceptanceTest {
    private static final String EVIL = "GET /function/front/evil HTTP/1.1~Host: h~~";

    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(folder);
        node.jfn("deploy", TestNode.ROOT.resolve("tests/src/test/front").toString())
                .ok();
    }

    @AfterAll
    static void stop() {
        node.endWithoutATrace();
    }

    private static RawCaller connect() throws IOException {
        return new RawCaller(node.port);
    }

    private static String untilClosed(String request) throws IOException {
        try (var caller = connect()) {
            return caller.send(request).rest();
        }
    }

    private static String bytes(String text) {
        return HexFormat.of().formatHex(text.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertAnswers(RawCaller caller, String path) throws IOException {
        assertThat(caller.get("/function/front" + path).answer())
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\n\r\nGET " + path + " HTTP/1.1\r\n");
    }

    /** The first lines of what the function got since it was asked the last time. */
    private static String seen() throws IOException {
        try (var caller = connect()) {
            caller.get("/function/front" + "/log");
            String answer = caller.answer();
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    @DisplayName("D1 control: a second request behind a good one reaches the function")
    void d1_control() throws IOException {
        seen();
        try (var caller = connect()) {
            caller.send("POST /function/front/good HTTP/1.1~Host: h~Content-Length: 2~~ab" + EVIL);
            assertThat(caller.answer()).contains("POST /good");
            assertThat(caller.answer()).contains("GET /evil");
        }
        assertThat(seen()).contains("POST /good", "GET /evil");
    }

    @ParameterizedTest
    @DisplayName("D1 nothing that is hidden in a request becomes a request of its own")
    @ValueSource(
            strings = {
                "Content-Length: 6~Transfer-Encoding: chunked~~0~~",
                "Transfer-Encoding: chunked~Content-Length: 4~~0~~",
                "Transfer-Encoding: xchunked~~0~~",
                "Transfer-Encoding: chunked~~ffffffffffffffff~x~0~~",
                "Transfer-Encoding: chunked~~1;x\ny~x~0~~",
                "Transfer-Encoding: chunked~~1~xyz~0~~",
                "Content-Length: 0~Content-Length: 44~~",
                "X: a\nContent-Length: 0~~",
            })
    void d1_smuggling(String rest) throws IOException {
        seen();
        String answer = untilClosed("POST /function/front/first HTTP/1.1~Host: h~" + rest + EVIL);
        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 200");
        assertThat(seen()).doesNotContain("/evil");
    }

    @Test
    @DisplayName(
            "D1 what is a matter of taste reaches the function in one form: folded lines, chunk extensions, trailers, a body of GET")
    void d1_one_form() throws IOException {
        seen();
        try (var caller = connect()) {
            caller.send(
                    "POST /function/front/a HTTP/1.1~Host: h~X-Fold: a~ b~Transfer-Encoding: chunked~Trailer: X-Late~~"
                            + "3;ext=1~abc~0~X-Late: evil~Content-Length: 7~~");
            assertThat(caller.answer())
                    .contains("X-Fold: a b\r\n", "\n3\r\nabc\r\n0\r\n\r\n")
                    .doesNotContain("ext=1", "X-Late", "evil");
            caller.send("GET /function/front/b HTTP/1.1~Host: h~Content-Length: 45~~" + EVIL);
            assertThat(caller.answer()).contains("GET /b HTTP/1.1", "GET /function/front/evil");
        }
        assertThat(seen()).doesNotContain("GET /evil").contains("POST /a", "GET /b");
    }

    @Test
    @DisplayName("D5 a caller that does not read its answers holds up nobody else")
    void d5_slow_read() throws IOException {
        List<RawCaller> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                var caller = connect();
                slow.add(caller);
                caller.get("/function/front" + "/again/" + bytes("HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~x~"));
            }
            try (var other = connect()) {
                assertAnswers(other, "/other");
            }
        } finally {
            for (var caller : slow) {
                caller.close();
            }
        }
    }

    @Test
    @DisplayName("D6 bodies beyond the limit are refused, stated or not, and those that nobody reads are not taken in")
    void d6_bodies() throws IOException {
        String head = "POST /function/front/x HTTP/1.1~Host: h~";
        assertThat(untilClosed(head + "Content-Length: 10737418240~~"))
                .startsWith("HTTP/1.1 413 ")
                .contains("jfn.max-request-bytes");
        assertThat(untilClosed(head + "Content-Length: 10737418240~Expect: 100-continue~~"))
                .startsWith("HTTP/1.1 413 ")
                .doesNotContain("100 Continue");
        assertThat(endless(head + "Transfer-Encoding: chunked~~", Long.MAX_VALUE))
                .contains("HTTP/1.1 413 ");
    }

    @Test
    @DisplayName(
            "D6 of a body that the function does not read the gateway takes little, until the function's time is over")
    void d6_deaf() throws IOException {
        String said = endless("POST /function/front/deaf HTTP/1.1~Host: h~Content-Length: 6000000~~", 6_000_000);
        assertThat(said).startsWith("HTTP/1.1 504 ");
        try (var other = connect()) {
            assertAnswers(other, "/after");
        }
    }

    private static String endless(String head, long most) throws IOException {
        try (var caller = connect()) {
            return caller.send(head).restWhileSending(most, head.contains("chunked"));
        }
    }

    @Test
    @DisplayName("D7 a packed body goes to the function as it is: it is nobody's here to unpack")
    void d7_packed() throws IOException {
        try (var caller = connect()) {
            caller.send(
                    "POST /function/front/z HTTP/1.1~Host: h~Content-Encoding: gzip~Content-Length: 3~~\u001f\u008bx");
            assertThat(caller.answer()).contains("Content-Encoding: gzip").endsWith("\u001f\u008bx");
        }
    }

    @Test
    @DisplayName("D8 what belongs to the caller's connection, or only the gateway may say, does not reach the function")
    void d8_hop_by_hop() throws IOException {
        try (var caller = connect()) {
            caller.send(
                    "GET /function/front/h HTTP/1.1~Host: h~Connection: Upgrade, X-Auth, HTTP2-Settings, Host~X-Auth: secret~"
                            + "Keep-Alive: 5~TE: trailers~Trailer: X~Upgrade: h2c~HTTP2-Settings: AAMAAABk~Proxy-Authorization: p~"
                            + "X-Forwarded-For: 6.6.6.6~X-Forwarded-Host: evil~X-Real-IP: 6.6.6.6~Forwarded: for=6.6.6.6~"
                            + "X-Jfn-Invocation-Id: forged~X-Mine: kept~~");
            String answer = caller.answer();
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\nhost: h\r\n")
                    .contains("X-Mine: kept");
            assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                    .contains("x-forwarded-for: 127.0.0.1\r\n", "for=127.0.0.1;")
                    .doesNotContain(
                            "secret",
                            "keep-alive",
                            "\nte:",
                            "trailer",
                            "upgrade",
                            "http2",
                            "proxy-",
                            "6.6.6.6",
                            "evil",
                            "forged");
            assertAnswers(caller, "/still-http-1.1");
        }
    }

    @ParameterizedTest
    @DisplayName("D9 a path reaches the function as it was sent, or not at all")
    @CsvSource(delimiter = '|', textBlock = """
            /function/front/a/b;v=1/%C3%A9%20+?q=/../ | /a/b;v=1/%C3%A9%20+?q=/../
            http://h/function/front/abs               | /abs
            /function/front/..                        |
            /function/front/%2e%2e/x                  |
            /function/front//x                        |
            /function/front/..;/x                     |
            /function/front/a%2fb                     |
            /function/front/a%5cb                     |
            /function/front/a\\b                      |
            /function/front/%00                       |
            /function/front/a#b                       |
            http://u@h/function/front/x               |
            """)
    void d9_paths(String target, String path) throws IOException {
        seen();
        String answer = untilClosed("GET " + target + " HTTP/1.1~Host: h~Connection: close~~");
        if (path == null) {
            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(seen()).isEmpty();
        } else {
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            assertThat(seen()).isEqualTo("GET " + path + " HTTP/1.1");
        }
    }

    @ParameterizedTest
    @DisplayName(
            "D10 what is no answer is told as the function's error, and the next answer is that of the next request")
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~Content-Length: 3~Content-Length: 4~~abcd",
                "HTTP/1.1 200 OK~Content-Length: 3~Transfer-Encoding: chunked~~3~abc~0~~",
                "HTTP/1.1 200 OK~Transfer-Encoding: xchunked~~3~abc~0~~",
                "HTTP/1.1 200 OK~Transfer-Encoding: gzip, chunked~~3~abc~0~~",
                "HTTP/1.1 200 OK~Content-Length: -1~~ok",
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK~X: a\rSet-Cookie: evil=1~Content-Length: 0~~",
                "HTTP/1.1 200 OK~X: a\u0000b~Content-Length: 0~~",
                "HTTP/1.1 200 O\rK~Content-Length: 0~~",
                "HTTP/1.1 101 Switching Protocols~Upgrade: websocket~Connection: upgrade~~",
                "HTTP/1.1 099 Odd~Content-Length: 0~~",
                "HTTP/1.1 600 Odd~Content-Length: 0~~",
                "HTTP/1.1 -1 Odd~Content-Length: 0~~",
                "HTTP/2.0 200 OK~Content-Length: 2~~ok",
                "220 mail.example ESMTP~",
            })
    void d10_no_answers(String said) throws IOException {
        try (var caller = connect()) {
            caller.get("/function/front" + "/say/" + bytes(said));
            assertThat(caller.answer())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("X-Jfn-Outcome: function_error")
                    .doesNotContain("evil=1");
            assertAnswers(caller, "/next");
        }
    }

    @Test
    @DisplayName("D10 interim answers and headers have an end")
    void d10_floods() throws IOException {
        for (String flood : new String[] {
            "HTTP/1.1 102 Processing~~".repeat(20),
            "HTTP/1.1 200 OK~" + "X-Some: header~".repeat(101) + "~",
            "HTTP/1.1 200 OK~" + ("X-Long: " + "y".repeat(80) + "~").repeat(30),
        }) {
            try (var caller = connect()) {
                caller.get("/function/front" + "/again/" + bytes(flood));
                assertThat(caller.answer()).startsWith("HTTP/1.1 502 ");
                assertAnswers(caller, "/next");
            }
        }
    }

    @ParameterizedTest
    @DisplayName("D10 what a function says behind its answer is nobody's answer")
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 200 OK~Content-Length: 2~~okHTTP/1.1 200 OK~Content-Length: 4~~evil | 200
            HTTP/1.1 200 OK~Content-Length: 2~~okHTTP/1.1 200 OK~X-Half:                 | 200
            HTTP/1.1 204 No Content~Content-Length: 4~~evil                              | 204
            HTTP/1.1 304 Not Modified~Content-Length: 4~~evil                            | 304
            """)
    void d10_two_answers(String said, String status) throws IOException {
        try (var caller = connect()) {
            for (int i = 0; i < 3; i++) {
                caller.get("/function/front" + "/say/" + bytes(said));
                assertThat(caller.answer())
                        .startsWith("HTTP/1.1 " + status + " ")
                        .doesNotContain("evil");
                assertAnswers(caller, "/next");
            }
        }
    }

    @Test
    @DisplayName("D10 an answer says nothing about the connection, the server or the whole host")
    void d10_headers() throws IOException {
        try (var caller = connect()) {
            caller.get("/function/front" + "/say/"
                    + bytes("HTTP/1.1 200 OK~Connection: X-Secret~X-Secret: 1~Keep-Alive: 5~Upgrade: x~Trailer: y~"
                            + "Server: evil~Strict-Transport-Security: max-age=1~Alt-Svc: h2=\":1\"~X-Jfn-Outcome: forged~"
                            + "X-Mine: kept~Content-Length: 2~~ok"));
            String answer = caller.answer();
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("X-Mine: kept")
                    .endsWith("\r\n\r\nok");
            assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain(
                            "x-secret",
                            "keep-alive",
                            "upgrade",
                            "trailer",
                            "server: ",
                            "strict-transport",
                            "alt-svc",
                            "forged");
        }
    }

    @Test
    @DisplayName(
            "D19 an idempotency key is the function's to judge: each request starts once, none is repeated or dropped")
    void d19_idempotency_keys() throws IOException {
        seen();
        var calls = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 100; i++) {
            String body = i % 2 == 0 ? "same" : "else";
            calls.add(CompletableFuture.supplyAsync(() -> post(body)));
        }
        calls.forEach(call -> assertThat(call.join()).contains("Idempotency-Key: one"));
        assertThat(seen().lines()).hasSize(100).allMatch("POST /pay HTTP/1.1"::equals);
    }

    private static String post(String body) {
        try (var caller = connect()) {
            caller.send("POST /function/front/pay HTTP/1.1~Host: h~Idempotency-Key: one~Content-Length: 4~~" + body);
            return caller.answer();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
