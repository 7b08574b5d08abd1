// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Memory that a read goes through: the kernel wants it outside the heap, ends of lines are found in an array. For one
 * thread at a time.
 */
final class ReadBuffer {
    private final ByteBuffer outside;
    private final byte[] bytes;

    ReadBuffer(int size) {
        this.outside = ByteBuffer.allocateDirect(size);
        this.bytes = new byte[size];
    }

    /** How many bytes came from a non-blocking descriptor: 0 if there are none now, -1 if there will be none. */
    int read(FileDescriptor source) throws IOException {
        int count = source.read(outside, 0, bytes.length);
        if (count > 0) {
            outside.get(0, bytes, 0, count);
        }
        return count;
    }

    byte[] bytes() {
        return bytes;
    }
}
