// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A real pipe; its write end is what a function has as stdout. Both ends are non-blocking, as Netty makes them. */
final class TestPipe implements AutoCloseable {
    private final FileDescriptor source;
    private final FileDescriptor sink;

    TestPipe() throws IOException {
        Epoll.ensureAvailability();
        FileDescriptor[] ends = FileDescriptor.pipe();
        source = ends[0];
        sink = ends[1];
    }

    /** The end that a capture takes over. */
    int source() {
        return source.intValue();
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes everything, waiting as a function with a blocking pipe would. */
    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        for (int done = 0; done < bytes.length; ) {
            int count = sink.write(buffer, done, bytes.length);
            if (count == 0) {
                LockSupport.parkNanos(20_000);
            }
            done += count;
        }
    }

    /** The function closes its end, or is gone. */
    void end() throws IOException {
        sink.close();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
