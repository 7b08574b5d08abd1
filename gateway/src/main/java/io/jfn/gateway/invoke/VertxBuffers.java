// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.buffer.impl.VertxByteBufAllocator;

/**
 * Netty's buffers as Vert.x's and back. Vert.x writes a slice that it does not release of any buffer but its own heap ones,
 * so a foreign buffer must be released when the write is done; for a small one copying is cheaper than being told.
 */
final class VertxBuffers {
    /** Up to this many bytes copying is the cheaper way. */
    static final int SMALL = 4096;

    private VertxBuffers() {}

    /** A copy; the original is released. */
    static Buffer copied(ByteBuf data) {
        ByteBuf copy = VertxByteBufAllocator.DEFAULT.heapBuffer(data.readableBytes());
        copy.writeBytes(data);
        data.release();
        return BufferImpl.buffer(copy);
    }

    /** The same bytes; whoever writes them releases the original afterwards. */
    static Buffer shared(ByteBuf data) {
        return BufferImpl.buffer(data);
    }

    /** The bytes of a buffer that Vert.x read, to be released by the caller. */
    static ByteBuf of(Buffer buffer) {
        return ((BufferImpl) buffer).getByteBuf();
    }
}
