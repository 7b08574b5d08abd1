// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts a connection's bytes into requests. One thread at a time. */
final class FrameReader {
    private static final int LENGTH = 4;
    private static final int HEAD = 9; // the shortest body: an id and a type

    private final WorkerConnection connection;
    private byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;

    FrameReader(WorkerConnection connection) {
        this.connection = connection;
    }

    /**
     * The next request, or null when the connection ended between two.
     *
     * @throws ProtocolException when the bytes are no request, or end within one
     */
    WorkerCodec.@Nullable Frame<WorkerRequest> next() throws IOException {
        if (!fill(LENGTH)) {
            if (to > from) {
                throw new ProtocolException("the connection ended within a frame");
            }
            return null;
        }
        int length = java.nio.ByteBuffer.wrap(buffer, from, LENGTH).getInt();
        if (length < HEAD || length > WorkerCodec.LONGEST_FRAME) {
            throw new ProtocolException(
                    "a frame of " + length + " bytes: it must be " + HEAD + " to " + WorkerCodec.LONGEST_FRAME);
        }
        from += LENGTH;
        if (!fill(length)) {
            throw new ProtocolException("the connection ended within a frame");
        }
        byte[] frame = java.util.Arrays.copyOfRange(buffer, from, from + length);
        from += length;
        return WorkerCodec.decodeRequest(frame);
    }

    private boolean fill(int wanted) throws IOException {
        if (to - from >= wanted) {
            return true;
        }
        if (from + wanted > buffer.length) {
            byte[] larger = wanted > buffer.length ? new byte[wanted] : buffer;
            System.arraycopy(buffer, from, larger, 0, to - from);
            buffer = larger;
            to -= from;
            from = 0;
        }
        while (to - from < wanted) {
            int read = connection.read(buffer, to, buffer.length - to);
            if (read < 0) {
                return false;
            }
            to += read;
        }
        return true;
    }
}
