// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The read end of one stream's pipe and the lines it is made into. Guarded by the lock of its {@link InstanceOutput}. */
final class PipeReader {
    /** A pipe's own size, unless its function changed it: all that was in it when a reading began. */
    static final int BYTES_AT_ONCE = 64 << 10;

    private static final System.Logger LOG = System.getLogger("io.jfn.gateway.logs");

    private final String stream;
    private final FileDescriptor pipe;
    private final LineSplitter lines;
    private boolean ended;
    private boolean watched;
    private boolean closed;

    PipeReader(String stream, int descriptor, LogLimits limits) {
        this.stream = stream;
        this.pipe = new FileDescriptor(descriptor);
        this.lines = new LineSplitter(limits.lineBytes());
    }

    /** What takes the bytes of one reading. */
    @FunctionalInterface
    interface Taker {
        void take(PipeReader from, byte[] bytes, int size, @Nullable String owner);
    }

    /** Reads what is there, {@link #BYTES_AT_ONCE} at most; true if the pipe was empty at some time meanwhile. */
    boolean read(ReadBuffer buffer, Supplier<@Nullable String> owner, Taker taker) {
        for (int total = 0; total < BYTES_AT_ONCE && !ended; ) {
            int count = readOnce(buffer);
            if (count > 0) {
                taker.take(this, buffer.bytes(), count, owner.get());
                total += count;
            }
            if (count < buffer.bytes().length) {
                return true; // the kernel gives less than asked for only when there is no more
            }
        }
        return ended;
    }

    private int readOnce(ReadBuffer buffer) {
        try {
            int count = buffer.read(pipe);
            ended = count < 0;
            return count;
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "reading " + stream + " of an instance failed, its output ends here: " + e.getMessage());
            ended = true;
            return -1;
        }
    }

    String stream() {
        return stream;
    }

    LineSplitter lines() {
        return lines;
    }

    /** Its writers are gone and all was read. */
    boolean ended() {
        return ended;
    }

    boolean closed() {
        return closed;
    }

    int descriptor() {
        return pipe.intValue();
    }

    /** Has the poller report it, or no longer. */
    void watch(PipePoller poller, boolean on) throws IOException {
        if (on && !watched && !closed) {
            poller.add(descriptor());
            watched = true;
        } else if (!on && watched) {
            watched = false;
            poller.remove(descriptor());
        }
    }

    void close() {
        ended = true;
        closed = true;
        try {
            pipe.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing " + stream + " of an instance: " + e.getMessage());
        }
    }
}
