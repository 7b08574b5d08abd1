// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes through a decoder and the guard, in time that the test moves. */
class RequestGuardTest {
    private static final int DEADLINE = 1000;
    private static final int IDLE = 30_000;
    private static final int LEAST = 10;

    private final List<String> requests = new ArrayList<>();
    private final RequestGuard guard =
            new RequestGuard(new ObjectMapper(), new FrontLimits(DEADLINE, IDLE, LEAST, 1, 1));
    private final EmbeddedChannel channel = new EmbeddedChannel();

    RequestGuardTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                guard.bytesCome();
                ctx.fireChannelRead(message);
            }
        });
        channel.pipeline()
                .addLast(
                        new HttpRequestDecoder(), new HttpResponseEncoder(), guard, new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                if (message instanceof HttpRequest request) {
                                    requests.add(request.method() + " " + request.uri() + " "
                                            + request.headers().get("Host"));
                                }
                                ReferenceCountUtil.release(message);
                            }
                        });
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void pass(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private void passSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(1000);
        }
    }

    private void respond() {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set("Content-Length", 0);
        channel.writeOutbound(response);
    }

    private String answered() {
        var all = new StringBuilder();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            all.append(piece.toString(StandardCharsets.US_ASCII));
            piece.release();
        }
        return all.toString();
    }

    @Test
    void a_head_that_comes_a_byte_at_a_time_ends_at_the_deadline_with_408() {
        for (int at = 0; at < DEADLINE; at += 100) {
            assertThat(channel.isOpen()).isTrue();
            send("G");
            pass(100);
        }
        assertThat(answered())
                .startsWith("HTTP/1.1 408 ")
                .contains("application/problem+json", "\"code\":\"request_timeout\"", "jfn.header-timeout");
        assertThat(requests).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_caller_that_says_nothing_is_hung_up_on_without_a_word() {
        pass(DEADLINE - 1);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
        assertThat(answered()).isEmpty();
    }

    @Test
    void between_requests_a_connection_may_be_silent_for_longer_than_a_head_may_take() {
        send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        respond();
        pass(DEADLINE * 10);
        channel.pipeline().fireChannelReadComplete(); // the kernel may wake a loop for nothing
        pass(DEADLINE * 10);
        send("GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(requests).containsExactly("GET / h", "GET /second h");
        assertThat(answered()).startsWith("HTTP/1.1 200 ").doesNotContain("408");
    }

    @Test
    void the_second_head_of_a_connection_has_its_deadline_too() {
        send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        respond();
        pass(DEADLINE * 10);
        send("GET /sec");
        pass(DEADLINE - 1);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertThat(answered()).contains("HTTP/1.1 408 ");
    }

    @Test
    void a_body_takes_its_time() {
        send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n");
        pass(DEADLINE * 3);
        send("a");
        pass(DEADLINE * 3);
        send("bc");
        pass(DEADLINE * 3);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void a_head_behind_a_request_that_runs_waits_for_its_turn() {
        send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        send("GET /sec");
        pass(DEADLINE * 5);
        assertThat(channel.isOpen()).as("nothing may break in on the response").isTrue();
        respond();
        assertThat(answered()).startsWith("HTTP/1.1 200 ");
        pass(DEADLINE);
        assertThat(answered()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void what_is_no_request_is_told_after_the_response_to_what_was_one() {
        send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        send("GET /second HTTP/1.1\r\nno header at all\r\n\r\n");
        send("GET /third HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answered()).isEmpty();
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        assertThat(answered()).doesNotContain("400");
        respond();
        assertThat(answered()).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 400 ", "\"code\":\"bad_request\"");
        assertThat(requests).containsExactly("GET / h");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_that_nobody_uses_is_closed_and_one_that_is_used_is_not() {
        for (int i = 0; i < 10; i++) {
            send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            respond();
            pass(IDLE / 2);
        }
        assertThat(channel.isOpen()).isTrue();
        answered();
        pass(2 * IDLE);
        assertThat(channel.isOpen()).isFalse();
        assertThat(answered()).isEmpty();
    }

    @Test
    void a_response_that_takes_long_is_waited_for() {
        send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        respond();
        send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        pass(10 * IDLE);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void a_body_that_comes_too_slowly_ends_with_408() {
        send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
        for (int i = 0; i < BodyPace.SECONDS - 1; i++) {
            send("x");
            pass(1000);
        }
        assertThat(answered()).isEmpty();
        pass(1000);
        assertThat(answered()).startsWith("HTTP/1.1 408 ").contains("jfn.least-body-rate");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_body_at_its_pace_is_waited_for_and_so_is_one_that_is_not_read_or_not_asked_for() {
        send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
        for (int i = 0; i < 3 * BodyPace.SECONDS; i++) {
            send("x".repeat(LEAST));
            pass(1000);
        }
        channel.config().setAutoRead(false);
        passSeconds(3 * BodyPace.SECONDS);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void a_caller_that_waits_for_a_word_is_not_slow_before_it_came() {
        send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n");
        passSeconds(3 * BodyPace.SECONDS);
        assertThat(channel.isOpen()).isTrue();
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        answered();
        passSeconds(BodyPace.SECONDS);
        assertThat(answered()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void a_chunk_that_is_none_is_told() {
        send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        assertThat(answered()).startsWith("HTTP/1.1 400 ").contains("a chunk");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void behind_an_answer_that_has_begun_nothing_is_told_of_a_chunk_that_is_none() {
        send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        var begun = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        begun.headers().set("Transfer-Encoding", "chunked");
        channel.writeOutbound(begun);
        send("zz\r\n");
        assertThat(answered()).startsWith("HTTP/1.1 200 ").doesNotContain("400");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void more_headers_than_a_hundred_are_refused() {
        send("GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(100) + "\r\n");
        assertThat(answered()).startsWith("HTTP/1.1 431 ");
        assertThat(requests).isEmpty();
    }

    @Test
    void an_absolute_target_names_the_host() {
        send("GET http://real:81/function/x?y HTTP/1.1\r\nHost: other\r\n\r\n");
        assertThat(requests).containsExactly("GET /function/x?y real:81");
    }

    @Test
    void a_target_in_no_known_form_is_refused() {
        send("GET http://user@host/ HTTP/1.1\r\nHost: host\r\n\r\n");
        assertThat(answered()).startsWith("HTTP/1.1 400 ").contains("nobody's name");
        assertThat(requests).isEmpty();
    }
}
