// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.api.worker.WorkerRequest;
import io.jfn.sandbox.syscall.Descriptors;
import io.jfn.sandbox.syscall.UnixConnection;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateway's side of the worker protocol, one request after the other. Not for several threads. */
final class TestGateway implements AutoCloseable {
    private static long nextToken = 1;

    final UnixConnection control;
    final UnixConnection descriptors;
    final ArrayDeque<WorkerReply.Exited> exits = new ArrayDeque<>();
    private final Map<Long, WorkerReply> replies = new HashMap<>();
    private final Map<Long, ArrayDeque<Integer>> brought = new HashMap<>();
    private final ArrayDeque<Integer> answered = new ArrayDeque<>();
    private long nextId = 1;

    private TestGateway(UnixConnection control, UnixConnection descriptors) {
        this.control = control;
        this.descriptors = descriptors;
    }

    /** Connects and says Hello; what the worker answered is {@link #receive}d by the caller. */
    static TestGateway hello(Path socket, int version) {
        long token = nextToken++;
        var descriptors = UnixConnection.connect(socket);
        write(
                descriptors,
                ByteBuffer.allocate(17)
                        .put((byte) 'D')
                        .putLong(7)
                        .putLong(token)
                        .array());
        var control = UnixConnection.connect(socket);
        byte[] frame = WorkerCodec.encode(99, new WorkerRequest.Hello(version, 7, token));
        write(
                control,
                ByteBuffer.allocate(1 + frame.length).put((byte) 'C').put(frame).array());
        return new TestGateway(control, descriptors);
    }

    static TestGateway welcomed(Path socket) {
        var gateway = hello(socket, WorkerCodec.VERSION);
        if (gateway.receive().message() instanceof WorkerReply.Failed failed) {
            throw new IllegalStateException(failed.message());
        }
        return gateway;
    }

    private static void write(UnixConnection to, byte[] bytes) {
        to.write(bytes, 0, bytes.length);
    }

    long send(WorkerRequest request) {
        byte[] frame = WorkerCodec.encode(nextId, request);
        control.write(frame, 0, frame.length);
        return nextId++;
    }

    /** The answer to one request; answers to others and events are kept. */
    WorkerReply answer(long id) {
        while (!replies.containsKey(id)) {
            keep();
        }
        answered.addAll(brought.remove(id));
        return replies.remove(id);
    }

    <T extends WorkerReply> T call(WorkerRequest request, Class<T> answer) {
        var reply = answer(send(request));
        if (reply instanceof WorkerReply.Failed failed && answer != WorkerReply.Failed.class) {
            throw new IllegalStateException(failed.toString());
        }
        return answer.cast(reply);
    }

    WorkerReply.Exited exited() {
        while (exits.isEmpty()) {
            keep();
        }
        return exits.remove();
    }

    /** The next descriptor of the answers given so far, the caller's to close. */
    int descriptor() {
        return answered.remove();
    }

    void drop(int count) {
        for (int i = 0; i < count; i++) {
            Descriptors.close(descriptor());
        }
    }

    private void keep() {
        var frame = receive();
        if (frame == null) {
            throw new IllegalStateException("the worker hung up");
        }
        if (frame.message() instanceof WorkerReply.Exited exit) {
            exits.add(exit);
        } else {
            // At once, as a real gateway does: neither connection may wait for the other.
            var came = new ArrayDeque<Integer>();
            for (int i = 0; i < frame.message().descriptors(); i++) {
                came.add(descriptors.receiveDescriptor());
            }
            brought.put(frame.id(), came);
            replies.put(frame.id(), frame.message());
        }
    }

    /** The next frame as it comes, null at the end. */
    WorkerCodec.@Nullable Frame<WorkerReply> receive() {
        byte[] length = new byte[4];
        if (!control.readFully(length, 0, 4)) {
            return null;
        }
        byte[] frame = new byte[ByteBuffer.wrap(length).getInt()];
        control.readFully(frame, 0, frame.length);
        return WorkerCodec.decodeReply(frame);
    }

    @Override
    public void close() {
        control.close();
        descriptors.close();
    }
}
