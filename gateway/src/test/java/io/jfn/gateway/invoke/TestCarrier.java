// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Carrier;
import io.jfn.gateway.exchange.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A contract's part in one invocation, played by a test: it records what it is told and says what the test wants. */
final class TestCarrier implements Carrier {
    final Exchange exchange;
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    final LinkedBlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Outcome> cancels = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Boolean> wanted = new LinkedBlockingQueue<>();
    final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    final AtomicLong received = new AtomicLong();
    volatile Runnable onEnd = () -> {};

    TestCarrier(Exchange exchange) {
        this.exchange = exchange;
    }

    static HttpHeaders headers(String... pairs) {
        var headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    void answer(String text) {
        exchange.head(200, headers("Content-Length", String.valueOf(text.length())));
        exchange.write(text(text));
        exchange.end();
        exchange.over(true);
    }

    Outcome cancelled() throws InterruptedException {
        return cancels.poll(5, TimeUnit.SECONDS);
    }

    String piece() throws InterruptedException {
        return pieces.poll(5, TimeUnit.SECONDS);
    }

    @Override
    public void requestData(ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        data.release();
        received.addAndGet(bytes.length);
        if (bytes.length < 1000) {
            body.writeBytes(bytes);
            pieces.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void requestEnd() {
        whole.complete(body.toByteArray());
        onEnd.run();
    }

    @Override
    public void replyWanted() {
        wanted.add(true);
    }

    @Override
    public void cancelled(Outcome why) {
        cancels.add(why);
    }
}
