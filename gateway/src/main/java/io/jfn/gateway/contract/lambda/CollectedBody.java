// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Collects a body up to a limit; what comes behind the limit is read and dropped. */
final class CollectedBody implements RequestBody {
    private final int limit;
    private final Consumer<CollectedBody> complete;
    private final DroppedBody rest;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean overflown;

    CollectedBody(RuntimeConnection from, int limit, Consumer<CollectedBody> complete) {
        this.limit = limit;
        this.complete = complete;
        rest = new DroppedBody(from, () -> {});
    }

    @Override
    public void data(ByteBuf data) {
        overflown |= bytes.size() + (long) data.readableBytes() > limit;
        if (overflown) {
            rest.data(data);
            return;
        }
        try {
            data.readBytes(bytes, data.readableBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("memory can be written to", e);
        } finally {
            data.release();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        complete.accept(this);
    }

    /** Whether it was longer than the limit; then {@link #bytes} are only its beginning. */
    boolean isOverflown() {
        return overflown;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
