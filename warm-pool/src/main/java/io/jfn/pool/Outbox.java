// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the worker has to say over one gateway's connections, in order: descriptors before the frame that announces them. At
 * most one thread writes, whichever came first; the others leave their message and go on, so that a gateway that does not
 * read holds up one thread and no more. Descriptors given to it are closed by it, on every way. Owner: {@code lock} guards
 * {@code waiting}, {@code writing} and {@code ended}; nothing is written under it.
 */
final class Outbox {
    /** A gateway that leaves this many messages unread is taken for dead. */
    static final int MOST_WAITING = 4096;

    private final WorkerConnection control;
    private final WorkerConnection descriptors;
    private final DescriptorCloser closer;
    private final Runnable broken;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean ended;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Message(byte[] frame, int[] descriptors) {}

    /** {@code broken} is run, possibly several times, when this can not be written any more. */
    Outbox(WorkerConnection control, WorkerConnection descriptors, DescriptorCloser closer, Runnable broken) {
        this.control = control;
        this.descriptors = descriptors;
        this.closer = closer;
        this.broken = broken;
    }

    /** Takes over the given descriptors; false when nobody will read this any more. */
    boolean send(long id, WorkerReply reply, int... fds) {
        var message = new Message(WorkerCodec.encode(id, reply), fds);
        boolean mine;
        lock.lock();
        try {
            if (ended) {
                close(message);
                return false;
            }
            if (waiting.size() >= MOST_WAITING) {
                close(message);
                ended = true;
                mine = false;
            } else {
                waiting.add(message);
                if (writing) {
                    return true;
                }
                writing = true;
                mine = true;
            }
        } finally {
            lock.unlock();
        }
        if (mine && writeAll()) {
            return true;
        }
        broken.run();
        return false;
    }

    private boolean writeAll() {
        for (var message = next(); message != null; message = next()) {
            try {
                for (int fd : message.descriptors()) {
                    descriptors.sendDescriptor(fd);
                }
                control.write(message.frame());
            } catch (IOException e) {
                end();
                return false;
            } finally {
                close(message);
            }
        }
        return true;
    }

    private @Nullable Message next() {
        lock.lock();
        try {
            var message = waiting.poll();
            writing = message != null;
            return message;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more messages and drops those that wait. Idempotent. */
    void end() {
        lock.lock();
        try {
            ended = true;
            waiting.forEach(this::close);
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private void close(Message message) {
        for (int fd : message.descriptors()) {
            closer.close(fd);
        }
    }
}
