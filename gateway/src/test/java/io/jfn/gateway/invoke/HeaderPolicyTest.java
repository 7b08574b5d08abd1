// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.gateway.exchange.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderPolicyTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String NEW_TRACE = "00-11111111111111111111111111111111-2222222222222222-01";
    private static final FunctionPath.Route ROUTE = new FunctionPath.Route("x", "/", "");

    private static RequestHeaderPolicy.Origin origin(boolean keepAuthorization) {
        return new RequestHeaderPolicy.Origin("GET", "::1", "http", null, false, false, keepAuthorization);
    }

    private static RequestHeaderPolicy.Verdict judge(RequestHeaderPolicy.Origin origin, String... headers) {
        return RequestHeaderPolicy.judge(
                ROUTE, TestCarrier.headers(headers).iteratorCharSequence(), origin, "the-id", () -> NEW_TRACE);
    }

    private static RequestHead fit(String... headers) {
        return ((RequestHeaderPolicy.Verdict.Fit) judge(origin(true), headers)).head();
    }

    private static HttpHeaders passed(int status, String... headers) {
        var to = TestCarrier.headers();
        assertThat(ReplyHeaderPolicy.judge(status, TestCarrier.headers(headers), (name, value) -> to.add(name, value)))
                .isInstanceOf(ReplyHeaderPolicy.Verdict.Fit.class);
        return to;
    }

    private static ReplyHeaderPolicy.Verdict reply(int status, String... headers) {
        return ReplyHeaderPolicy.judge(status, TestCarrier.headers(headers), (_, _) -> {});
    }

    @Test
    void what_belongs_to_the_caller_s_connection_stays_there() {
        var head = fit(
                "Host",
                "a",
                "Connection",
                "close, X-Mine ,Keep-Alive",
                "X-Mine",
                "1",
                "x-mine",
                "2",
                "Keep-Alive",
                "5",
                "TE",
                "trailers",
                "Trailer",
                "X",
                "Upgrade",
                "h2c",
                "HTTP2-Settings",
                "x",
                "Proxy-Connection",
                "close",
                "Proxy-Authorization",
                "secret",
                "Expect",
                "100-continue",
                "Accept",
                "text/plain",
                "Cookie",
                "a=b");
        assertThat(head.headers().names().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "accept",
                        "cookie",
                        "traceparent",
                        "x-jfn-invocation-id",
                        "x-forwarded-for",
                        "x-forwarded-proto",
                        "x-forwarded-host",
                        "forwarded");
    }

    @Test
    void who_called_is_told_by_the_gateway_alone() {
        var head = fit(
                "Host",
                "a.test:81",
                "X-Forwarded-For",
                "6.6.6.6",
                "x-forwarded-host",
                "evil",
                "X-Forwarded-Port",
                "1",
                "X-Real-IP",
                "6.6.6.6",
                "Forwarded",
                "for=6.6.6.6",
                "X-Jfn-Invocation-Id",
                "mine",
                "X-Jfn-Admin",
                "true",
                "Connection",
                "X-Forwarded-For, Forwarded, traceparent");
        assertThat(head.headers().getAll("X-Forwarded-For")).containsExactly("::1");
        assertThat(head.headers().contains("X-Real-IP")).isFalse();
        assertThat(head.headers().getAll("X-Forwarded-Host")).containsExactly("a.test:81");
        assertThat(head.headers().getAll("X-Forwarded-Proto")).containsExactly("http");
        assertThat(head.headers().getAll("Forwarded")).containsExactly("for=\"[::1]\";host=\"a.test:81\";proto=http");
        assertThat(head.headers().getAll("X-Jfn-Invocation-Id")).containsExactly("the-id");
        assertThat(head.headers().names()).doesNotContain("X-Jfn-Admin", "X-Forwarded-Port");
    }

    @Test
    void a_trace_is_continued_when_it_is_one_and_begun_otherwise() {
        var kept = fit("Host", "a", "traceparent", TRACE, "tracestate", "v=1").headers();
        assertThat(kept.getAll("traceparent")).containsExactly(TRACE);
        assertThat(kept.get("tracestate")).isEqualTo("v=1");
        for (String bad : new String[] {
            "x",
            TRACE.toUpperCase(Locale.ROOT),
            TRACE + "-1",
            "ff" + TRACE.substring(2),
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"
        }) {
            var begun =
                    fit("Host", "a", "traceparent", bad, "tracestate", "v=1").headers();
            assertThat(begun.getAll("traceparent")).containsExactly(NEW_TRACE);
            assertThat(begun.contains("tracestate")).isFalse();
        }
        assertThat(fit("Host", "a", "traceparent", TRACE, "traceparent", TRACE)
                        .headers()
                        .getAll("traceparent"))
                .containsExactly(NEW_TRACE);
    }

    @Test
    void made_traces_and_ids_are_valid_and_new() {
        var ids = new InvocationIds();
        assertThat(RequestHeaderPolicy.isTraceparent(ids.traceparent())).isTrue();
        assertThat(ids.traceparent()).isNotEqualTo(ids.traceparent());
        assertThat(ids.next()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(IntStream.range(0, 10_000).mapToObj(_ -> ids.next()).distinct())
                .hasSize(10_000);
    }

    @Test
    void the_node_s_token_is_no_business_of_the_function() {
        var kept = (RequestHeaderPolicy.Verdict.Fit) judge(origin(true), "Host", "a", "Authorization", "Basic x");
        var taken = (RequestHeaderPolicy.Verdict.Fit) judge(origin(false), "Host", "a", "Authorization", "Bearer x");
        assertThat(kept.head().headers().contains("Authorization")).isTrue();
        assertThat(taken.head().headers().contains("Authorization")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"Accept,a,0", "Content-Length,0,0", "Content-Length,17,17", "Transfer-Encoding,chunked,-1"})
    void the_body_s_length_is_what_the_framing_says(String name, String value, long length) {
        var head = fit("Host", "a", name, value);
        assertThat(head.contentLength()).isEqualTo(length);
        assertThat(head.headers().contains("Content-Length")).isFalse();
        assertThat(head.headers().contains("Transfer-Encoding")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length,+1",
        "Content-Length,1 1",
        "Content-Length,-1",
        "Content-Length,''",
        "Content-Length,0x1",
        "Content-Length,99999999999999999999",
        "Transfer-Encoding,'gzip, chunked'",
        "Transfer-Encoding,xchunked",
        "Host,b",
        "X A,1",
        "'',1",
        "X(,1"
    })
    void a_request_with_two_readings_is_refused(String name, String value) {
        assertThat(judge(origin(true), "Host", "a", name, value)).isInstanceOf(RequestHeaderPolicy.Verdict.Unfit.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\u0000b", "a\u007f", "\u0100"})
    void control_characters_pass_in_neither_direction(String value) {
        assertThat(judge(origin(true), "Host", "a", "X-A", value))
                .isInstanceOf(RequestHeaderPolicy.Verdict.Unfit.class);
        assertThat(reply(200, "X-A", value)).isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
    }

    @Test
    void length_and_encoding_together_are_refused_and_so_is_encoding_in_http_1_0() {
        assertThat(judge(origin(true), "Host", "a", "Content-Length", "1", "Transfer-Encoding", "chunked"))
                .isInstanceOf(RequestHeaderPolicy.Verdict.Unfit.class);
        var old = new RequestHeaderPolicy.Origin("GET", "1.2.3.4", "http", "a", false, true, true);
        assertThat(judge(old, "Transfer-Encoding", "chunked")).isInstanceOf(RequestHeaderPolicy.Verdict.Unfit.class);
        assertThat(judge(old)).isInstanceOf(RequestHeaderPolicy.Verdict.Fit.class);
    }

    @Test
    void of_a_reply_only_end_to_end_headers_pass() {
        var to = passed(
                200,
                "Connection",
                "close, X-Hop",
                "X-Hop",
                "1",
                "Keep-Alive",
                "1",
                "Transfer-Encoding",
                "chunked",
                "Trailer",
                "X",
                "Upgrade",
                "h2c",
                "Proxy-Authenticate",
                "x",
                "Server",
                "nginx",
                "Strict-Transport-Security",
                "max-age=1",
                "Alt-Svc",
                "h2=\":1\"",
                "X-Jfn-Outcome",
                "fine",
                "Content-Length",
                "3",
                "Set-Cookie",
                "a=1",
                "Set-Cookie",
                "b=2",
                "Server-Timing",
                "db;dur=1");
        assertThat(to.names()).containsExactlyInAnyOrder("content-length", "Set-Cookie", "Server-Timing");
        assertThat(to.getAll("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void a_reply_that_can_not_be_one_is_refused() {
        assertThat(reply(101)).isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
        assertThat(reply(600)).isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
        assertThat(reply(200, "Content-Length", "1", "Content-Length", "1"))
                .isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
        assertThat(reply(200, "Content-Length", "1, 1")).isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
        assertThat(reply(200, "X", "y".repeat(ReplyHeaderPolicy.MOST_BYTES)))
                .isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
        String[] many = IntStream.range(0, 2 * (ReplyHeaderPolicy.MOST_HEADERS + 1))
                .mapToObj(i -> "X")
                .toArray(String[]::new);
        assertThat(reply(200, many)).isInstanceOf(ReplyHeaderPolicy.Verdict.Unfit.class);
        assertThat(passed(204, "Content-Length", "0").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,0.000", "499,0.000", "500,0.001", "1234567,1.235", "98765432100,98765.432", "-5,0.000"})
    void the_receipt_is_in_milliseconds(long nanos, String millis) {
        assertThat(new Receipt(nanos, 0, 1_000_000, nanos).serverTiming())
                .isEqualTo("queue;dur=" + millis + ", claim;dur=0.000, start;dur=1.000, run;dur=" + millis);
    }
}
