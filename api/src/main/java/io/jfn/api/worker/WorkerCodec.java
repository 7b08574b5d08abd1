// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.InvalidInputException;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import java.util.HashMap;
import java.util.Map;

/**
 * The worker protocol's bytes. A frame is its length (4 bytes, what follows), the request's id (8 bytes, 0 for an
 * event), the message's type (1 byte) and the message's components in the order of its record.
 */
public final class WorkerCodec {
    /** Raised with every change of the bytes; both sides refuse another. */
    public static final int VERSION = 1;

    /** The longest frame, length field left out. */
    public static final int LONGEST_FRAME = 1 << 20;

    private WorkerCodec() {}

    /** A decoded frame. */
    public record Frame<T>(long id, T message) {}

    public static byte[] encode(long id, WorkerRequest request) {
        var out = new WireWriter().i64(id);
        switch (request) {
            case WorkerRequest.Hello m ->
                out.u8(1).i32(m.version()).i64(m.tokenHigh()).i64(m.tokenLow());
            case WorkerRequest.Claim m -> claim(out.u8(2).i64(m.lease()), m.request());
            case WorkerRequest.Connect m ->
                out.u8(3).i64(m.lease()).i32(m.port()).i32(m.patienceMillis());
            case WorkerRequest.Pause m -> out.u8(4).i64(m.lease());
            case WorkerRequest.Resume m -> out.u8(5).i64(m.lease());
            case WorkerRequest.UpdateLimits m -> limits(out.u8(6).i64(m.lease()), m.limits());
            case WorkerRequest.ReadUsage m -> out.u8(7).i64(m.lease());
            case WorkerRequest.Terminate m -> out.u8(8).i64(m.lease());
            case WorkerRequest.Kill m -> out.u8(9).i64(m.lease());
            case WorkerRequest.ReadStatus _ -> out.u8(10);
        }
        return framed(out);
    }

    public static byte[] encode(long id, WorkerReply reply) {
        var out = new WireWriter().i64(id);
        switch (reply) {
            case WorkerReply.Welcome m ->
                out.u8(1)
                        .i32(m.version())
                        .text(m.node())
                        .text(m.cgroups())
                        .i64(m.memoryBudgetBytes())
                        .list(m.lacks(), WireWriter::text);
            case WorkerReply.Claimed m ->
                out.u8(2)
                        .i64(m.lease())
                        .text(m.sandbox())
                        .bool(m.poolHit())
                        .bool(m.withListener())
                        .i64(m.waitNanos())
                        .i64(m.bindNanos())
                        .i64(m.spawnNanos());
            case WorkerReply.Connected m -> out.u8(3).i64(m.lease()).i64(m.waitNanos());
            case WorkerReply.Done _ -> out.u8(4);
            case WorkerReply.Used m -> usage(out.u8(5).i64(m.lease()), m.usage());
            case WorkerReply.Status m ->
                out.u8(6)
                        .i32(m.ready())
                        .i32(m.leased())
                        .i32(m.destroying())
                        .i64(m.memoryReservedBytes())
                        .i64(m.created())
                        .i64(m.destroyed())
                        .list(m.leases(), WireWriter::i64);
            case WorkerReply.Failed m ->
                out.u8(7)
                        .text(m.reason().name())
                        .text(m.step())
                        .text(m.object())
                        .i32(m.errno())
                        .text(m.message());
            case WorkerReply.Exited m ->
                usage(out.u8(8).i64(m.lease()).i32(m.exitCode()).i32(m.signal()).bool(m.oomKilled()), m.usage());
        }
        return framed(out);
    }

    /** Decodes a frame's bytes, length field left out. */
    public static Frame<WorkerRequest> decodeRequest(byte[] frame) {
        var in = new WireReader(frame);
        long id = in.i64();
        int type = in.u8();
        try {
            WorkerRequest message = switch (type) {
                case 1 -> new WorkerRequest.Hello(in.i32(), in.i64(), in.i64());
                case 2 -> new WorkerRequest.Claim(in.i64(), claim(in));
                case 3 -> new WorkerRequest.Connect(in.i64(), in.i32(), in.i32());
                case 4 -> new WorkerRequest.Pause(in.i64());
                case 5 -> new WorkerRequest.Resume(in.i64());
                case 6 -> new WorkerRequest.UpdateLimits(in.i64(), limits(in));
                case 7 -> new WorkerRequest.ReadUsage(in.i64());
                case 8 -> new WorkerRequest.Terminate(in.i64());
                case 9 -> new WorkerRequest.Kill(in.i64());
                case 10 -> new WorkerRequest.ReadStatus();
                default -> throw new ProtocolException("unknown request type " + type);
            };
            in.end();
            return new Frame<>(id, message);
        } catch (InvalidInputException e) {
            throw new ProtocolException("request type " + type + ": " + e.getMessage());
        }
    }

    /** Decodes a frame's bytes, length field left out. */
    public static Frame<WorkerReply> decodeReply(byte[] frame) {
        var in = new WireReader(frame);
        long id = in.i64();
        int type = in.u8();
        WorkerReply message = switch (type) {
            case 1 -> new WorkerReply.Welcome(in.i32(), in.text(), in.text(), in.i64(), in.list(WireReader::text));
            case 2 -> new WorkerReply.Claimed(in.i64(), in.text(), in.bool(), in.bool(), in.i64(), in.i64(), in.i64());
            case 3 -> new WorkerReply.Connected(in.i64(), in.i64());
            case 4 -> new WorkerReply.Done();
            case 5 -> new WorkerReply.Used(in.i64(), usage(in));
            case 6 ->
                new WorkerReply.Status(
                        in.i32(), in.i32(), in.i32(), in.i64(), in.i64(), in.i64(), in.list(WireReader::i64));
            case 7 -> new WorkerReply.Failed(reason(in.text()), in.text(), in.text(), in.i32(), in.text());
            case 8 -> new WorkerReply.Exited(in.i64(), in.i32(), in.i32(), in.bool(), usage(in));
            default -> throw new ProtocolException("unknown reply type " + type);
        };
        in.end();
        return new Frame<>(id, message);
    }

    private static byte[] framed(WireWriter body) {
        byte[] bytes = body.toBytes();
        if (bytes.length > LONGEST_FRAME) {
            throw new ProtocolException("a message of " + bytes.length + " bytes is longer than " + LONGEST_FRAME);
        }
        byte[] frame = new byte[bytes.length + 4];
        java.nio.ByteBuffer.wrap(frame).putInt(bytes.length).put(bytes);
        return frame;
    }

    private static void claim(WireWriter out, ClaimRequest claim) {
        out.text(claim.tenant().value())
                .text(claim.function().value())
                .i32(claim.revision())
                .list(claim.layers(), (w, digest) -> w.text(digest.value()))
                .list(claim.argv(), WireWriter::text)
                .list(claim.env(), WireWriter::text)
                .text(claim.workdir());
        limits(out, claim.limits());
        out.i32(claim.runtimeApiPort())
                .text(claim.hostname())
                .list(claim.secrets().entrySet(), (w, e) -> w.text(e.getKey()).blob(e.getValue()));
    }

    private static ClaimRequest claim(WireReader in) {
        return new ClaimRequest(
                new TenantName(in.text()),
                new FunctionName(in.text()),
                in.i32(),
                in.list(r -> new Digest(r.text())),
                in.list(WireReader::text),
                in.list(WireReader::text),
                in.text(),
                limits(in),
                in.i32(),
                in.text(),
                secrets(in));
    }

    private static Map<String, byte[]> secrets(WireReader in) {
        var secrets = new HashMap<String, byte[]>();
        in.list(r -> secrets.put(r.text(), r.blob()) == null);
        return secrets;
    }

    private static void limits(WireWriter out, ResourceLimits limits) {
        out.i64(limits.memoryBytes()).i32(limits.cpuMillis()).i32(limits.pids()).i64(limits.tmpBytes());
    }

    private static ResourceLimits limits(WireReader in) {
        return new ResourceLimits(in.i64(), in.i32(), in.i32(), in.i64());
    }

    private static void usage(WireWriter out, Usage usage) {
        out.i64(usage.memoryBytes())
                .i64(usage.memoryPeakBytes())
                .i64(usage.cpuMicros())
                .i64(usage.throttledMicros())
                .i64(usage.throttledPeriods())
                .i64(usage.oomKills())
                .i64(usage.pidsDenied())
                .i32(usage.pids());
    }

    private static Usage usage(WireReader in) {
        return new Usage(in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i32());
    }

    private static WorkerReply.FailureReason reason(String name) {
        try {
            return WorkerReply.FailureReason.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("unknown failure reason in a message");
        }
    }
}
