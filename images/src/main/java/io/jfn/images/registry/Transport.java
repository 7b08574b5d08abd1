// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Sends one request over the JDK's client and waits no longer than anything moves; follows nothing and repeats nothing. */
final class Transport implements AutoCloseable {
    private final HttpClients clients;
    private final Duration stall;

    Transport(RegistryConfig config) {
        this.clients = new HttpClients(config);
        this.stall = config.times().stall();
    }

    Answer send(Ask ask, Optional<String> authorization, Operation operation) throws IOException {
        HttpClient client = clients.of(ask.uri().getAuthority());
        Upload body = ask.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(ask.uri())
                .method(ask.method(), body == null ? HttpRequest.BodyPublishers.noBody() : body.publisher())
                .header("User-Agent", "jfn");
        ask.headers().forEach(request::header);
        authorization.ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request.build(), _ -> new BodyStream(stall));
        HttpResponse<InputStream> got = await(answer, body == null ? new AtomicLong() : body.sent(), operation);
        return new Answer(got.uri(), got.statusCode(), got.headers(), got.body());
    }

    /** As long as bytes go out, an answer may take its time. */
    private <T> T await(CompletableFuture<T> answer, AtomicLong sent, Operation operation) throws IOException {
        boolean done = false;
        try {
            while (true) {
                long before = sent.get();
                try {
                    T got = answer.get(operation.nanos(stall), TimeUnit.NANOSECONDS);
                    done = true;
                    return got;
                } catch (TimeoutException e) {
                    operation.check();
                    if (sent.get() == before) {
                        throw new StalledException(stall);
                    }
                }
            }
        } catch (ExecutionException e) {
            done = true;
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            if (!done) {
                answer.cancel(true);
            }
        }
    }

    @Override
    public void close() {
        clients.close();
    }
}
