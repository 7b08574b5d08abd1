// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract;

import io.jfn.api.Outcome;
import io.jfn.gateway.exchange.Carrier;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An exchange whose caller is a test: it sends a body at once or by hand, and keeps what is said to it. */
public final class RecordingExchange implements Exchange {
    private final String id = UUID.randomUUID().toString();
    private final RequestHead request;
    private final @Nullable String body;
    private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
    private final List<String> said = new ArrayList<>();
    private final CompletableFuture<Carrier> carrier = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final CompletableFuture<Failure> failure = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private @Nullable HttpHeaders headers;
    private boolean cancelled;
    private long room = Long.MAX_VALUE;

    private RecordingExchange(RequestHead request, @Nullable String body) {
        this.request = request;
        this.body = body;
    }

    public static RecordingExchange of(String method, String path, String query, HttpHeaders headers, String body) {
        var head = new RequestHead(method, path, query, headers, "fn.example:8443", "192.0.2.7", body.length());
        return new RecordingExchange(head, body);
    }

    public static RecordingExchange get(String path) {
        return of("GET", path, "", new DefaultHttpHeaders(), "");
    }

    public static RecordingExchange post(String path, String body) {
        return of("POST", path, "", new DefaultHttpHeaders(), body);
    }

    /** A body that the test sends itself, through {@link #carrier}. */
    public static RecordingExchange open(String method, long contentLength) {
        return new RecordingExchange(
                new RequestHead(
                        method, "/upload", "", new DefaultHttpHeaders(), "fn.example", "192.0.2.7", contentLength),
                null);
    }

    /** Says no to writes when the reply has this many bytes. */
    public RecordingExchange withRoom(long bytes) {
        room = bytes;
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public long deadlineNanos() {
        return deadline;
    }

    @Override
    public void begin(Carrier newCarrier) {
        say("begin");
        if (body != null) {
            if (!body.isEmpty()) {
                newCarrier.requestData(text(body));
            }
            newCarrier.requestEnd();
        }
        carrier.complete(newCarrier);
    }

    @Override
    public void pauseRequest() {
        say("pause");
    }

    @Override
    public void resumeRequest() {
        say("resume");
    }

    @Override
    public synchronized void head(int newStatus, HttpHeaders newHeaders) {
        if (!cancelled) {
            say("head");
            headers = newHeaders;
            status.complete(newStatus);
        }
    }

    @Override
    public synchronized boolean write(ByteBuf data) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        data.release();
        if (cancelled) {
            return true;
        }
        reply.writeBytes(bytes);
        notifyAll();
        return reply.size() < room;
    }

    @Override
    public synchronized void end() {
        if (!cancelled) {
            say("end");
        }
    }

    @Override
    public synchronized void fail(Failure why) {
        if (!cancelled) {
            say("fail");
            failure.complete(why);
        }
    }

    @Override
    public void over(boolean reusable) {
        say("over");
        if (!over.complete(reusable)) {
            throw new IllegalStateException("over was called twice");
        }
    }

    public void cancel(Outcome why) {
        synchronized (this) {
            cancelled = true;
        }
        carrier().cancelled(why);
    }

    public Carrier carrier() {
        return carrier.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Waits until the reply's head is there. */
    public int status() {
        return status.copy().orTimeout(10, TimeUnit.SECONDS).join();
    }

    public String header(String name) {
        status();
        synchronized (this) {
            return headers == null ? "" : String.valueOf(headers.get(name));
        }
    }

    public List<String> headers(String name) {
        status();
        synchronized (this) {
            return headers == null ? List.of() : headers.getAll(name);
        }
    }

    /** Waits until the instance is done, and says whether it may be used again. */
    public boolean reusable() {
        return over.copy().orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean isOver() {
        return over.isDone();
    }

    /** Waits for the end; a failure here is the test's. */
    public String body() {
        if (!reusable() || failure.isDone()) {
            throw new AssertionError("the invocation failed: " + failure.getNow(null));
        }
        return replied();
    }

    public synchronized String replied() {
        return reply.toString(StandardCharsets.UTF_8);
    }

    public synchronized int repliedBytes() {
        return reply.size();
    }

    public synchronized void awaitReplied(int bytes) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (reply.size() < bytes && System.nanoTime() < end) {
            wait(100);
        }
    }

    public Failure failure() {
        return failure.copy().orTimeout(10, TimeUnit.SECONDS).join();
    }

    public List<String> said() {
        synchronized (said) {
            return List.copyOf(said);
        }
    }

    public void awaitSaid(String word) throws InterruptedException {
        synchronized (said) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!said.contains(word)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("never said " + word + ": " + said);
                }
                said.wait(100);
            }
        }
    }

    private void say(String word) {
        synchronized (said) {
            said.add(word);
            said.notifyAll();
        }
    }

    public static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
