// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerCodec.Frame;
import io.jfn.api.worker.WorkerReply;
import io.netty.channel.unix.FileDescriptor;
import java.util.ArrayDeque;

/**
 * Brings replies and descriptors together: each reply takes as many descriptors as it announces, both in the order in which
 * they came over their connections, whichever is read first. For one thread.
 */
final class ReplyPairing {
    /** A worker that sends this many of one without the other does not speak the protocol. */
    static final int MOST_WAITING = 16_384;

    private final ArrayDeque<Frame<WorkerReply>> replies = new ArrayDeque<>();
    private final ArrayDeque<FileDescriptor> descriptors = new ArrayDeque<>();
    private final Sink sink;
    private boolean closed;

    /** Where complete replies go, in order. One that is refused by an exception has its descriptors closed here. */
    interface Sink {
        void take(Frame<WorkerReply> reply, ReceivedDescriptors descriptors);
    }

    ReplyPairing(Sink sink) {
        this.sink = sink;
    }

    void reply(Frame<WorkerReply> reply) {
        if (!closed) {
            replies.add(reply);
            deliver();
        }
    }

    void descriptor(FileDescriptor descriptor) {
        if (closed) {
            ReceivedDescriptors.close(descriptor);
        } else {
            descriptors.add(descriptor);
            deliver();
        }
    }

    private void deliver() {
        for (var head = replies.peek(); head != null && complete(head); head = replies.peek()) {
            replies.remove();
            var numbers = new int[head.message().descriptors()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = descriptors.remove().intValue();
            }
            var received = new ReceivedDescriptors(numbers);
            try {
                sink.take(head, received);
            } catch (RuntimeException e) {
                received.close();
                throw e;
            }
        }
        if (replies.size() > MOST_WAITING || descriptors.size() > MOST_WAITING) {
            throw new ProtocolException("replies and descriptors do not belong together: " + replies.size()
                    + " replies and " + descriptors.size() + " descriptors wait for each other");
        }
    }

    private boolean complete(Frame<WorkerReply> reply) {
        return descriptors.size() >= reply.message().descriptors();
    }

    /** Drops what waits and what still comes. Idempotent. */
    void close() {
        closed = true;
        replies.clear();
        descriptors.forEach(ReceivedDescriptors::close);
        descriptors.clear();
    }
}
