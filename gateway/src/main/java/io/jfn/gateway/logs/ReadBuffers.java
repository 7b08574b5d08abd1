// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers for readings on the invocation path: as many as ever read at once. Its queue is its only lock. */
final class ReadBuffers {
    private static final int SIZE = 16 << 10;

    private final ConcurrentLinkedQueue<ReadBuffer> unused = new ConcurrentLinkedQueue<>();

    ReadBuffer take() {
        ReadBuffer buffer = unused.poll();
        return buffer == null ? new ReadBuffer(SIZE) : buffer;
    }

    void giveBack(ReadBuffer buffer) {
        unused.add(buffer);
    }
}
