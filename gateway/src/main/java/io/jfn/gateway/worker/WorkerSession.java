// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerCodec;
import io.jfn.api.worker.WorkerReply;
import io.jfn.gateway.worker.WorkerException.Reason;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the worker from its opening to its end: the requests that wait for answers, and the leases made over
 * it. Confined to the client's event loop.
 */
final class WorkerSession {
    private final LongObjectMap<PendingCall<?>> calls = new LongObjectHashMap<>();
    private final LongObjectMap<SocketLease> leases = new LongObjectHashMap<>();
    private final ReplyPairing pairing = new ReplyPairing(this::take);
    private final Owner owner;
    private @Nullable Channel control;
    private @Nullable Channel descriptors;
    private @Nullable WorkerException ended;

    /** Told once of a session's end, before those who wait for something of it. */
    interface Owner {
        void ended(WorkerSession session, WorkerException why);
    }

    WorkerSession(Owner owner) {
        this.owner = owner;
    }

    void use(Channel newControl, Channel newDescriptors) {
        control = newControl;
        descriptors = newDescriptors;
        if (ended != null) { // one of them failed at once
            close(control);
            close(descriptors);
        }
    }

    ReplyPairing pairing() {
        return pairing;
    }

    boolean isOver() {
        return ended != null;
    }

    /** Has the answer to a request that is sent otherwise go to the call. */
    void expect(long id, PendingCall<?> call) {
        calls.put(id, call);
    }

    /** Sends a request's frame; its answer goes to the call. */
    void send(long id, byte[] frame, PendingCall<?> call) {
        var to = control;
        if (ended != null || to == null) {
            call.fail(ended != null ? ended : new WorkerException(Reason.AWAY, "the worker is not connected yet"));
            return;
        }
        calls.put(id, call);
        if (call.opens() != null) {
            leases.put(call.opens().number(), call.opens());
        }
        var _ = to.writeAndFlush(Unpooled.wrappedBuffer(frame), to.voidPromise());
    }

    private void take(WorkerCodec.Frame<WorkerReply> frame, ReceivedDescriptors received) {
        if (frame.message() instanceof WorkerReply.Exited exited) {
            var lease = leases.remove(exited.lease());
            if (frame.id() != 0 || lease == null) {
                throw new ProtocolException("the end of lease " + exited.lease() + ", which does not exist");
            }
            lease.over(exited);
            return;
        }
        var call = calls.get(frame.id());
        if (call == null) {
            throw new ProtocolException("an answer to request " + frame.id() + ", which nobody made");
        }
        if (frame.message() instanceof WorkerReply.Failed failed) {
            if (call.opens() != null) {
                leases.remove(call.opens().number());
            }
            calls.remove(frame.id());
            call.fail(WorkerException.of(failed));
        } else {
            call.answer(frame.message(), received);
            calls.remove(frame.id());
        }
    }

    /** Closes both connections; every call fails and every lease is over. Idempotent. */
    void end(WorkerException why) {
        if (ended != null) {
            return;
        }
        ended = why;
        close(control);
        close(descriptors);
        pairing.close();
        owner.ended(this, why);
        var waiting = List.copyOf(calls.values());
        var held = List.copyOf(leases.values());
        calls.clear();
        leases.clear();
        waiting.forEach(call -> call.fail(why));
        held.forEach(lease -> lease.over(WorkerLease.unknownEnd(lease.number())));
    }

    private static void close(@Nullable Channel channel) {
        if (channel != null) {
            var _ = channel.close();
        }
    }
}
