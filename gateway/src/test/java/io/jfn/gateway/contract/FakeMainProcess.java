// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract;

import io.jfn.api.Contract;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.MainProcess;
import io.jfn.images.PreparedImage;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A main process that is a server of the test on the loopback, or a listener for runtimes of the test. */
public final class FakeMainProcess implements MainProcess {
    private static final long MIB = 1 << 20;

    private final Revision revision;
    private final int port;
    private final int listener;
    private final CompletableFuture<Exit> ended = new CompletableFuture<>();
    private final AtomicInteger connects = new AtomicInteger();

    private FakeMainProcess(Revision revision, int port, int listener) {
        this.revision = revision;
        this.port = port;
        this.listener = listener;
    }

    public static FakeMainProcess listeningOn(int port, int concurrency) {
        return new FakeMainProcess(revision(Contract.HTTP, port, concurrency), port, -1);
    }

    /** A process with a Runtime API; {@link #port} says where. */
    public static FakeMainProcess withRuntimeApi() throws IOException {
        Socket socket = Socket.newSocketStream();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.listen(16);
        int port = socket.localAddress().getPort();
        return new FakeMainProcess(revision(Contract.LAMBDA, 8080, 1), port, socket.intValue());
    }

    private static Revision revision(Contract contract, int port, int concurrency) {
        var spec = new FunctionSpec(
                "hello",
                null,
                "sha256:" + "0".repeat(64),
                null,
                null,
                List.of(),
                contract,
                port,
                new ResourceLimits(128 * MIB, 1000, 64, MIB),
                30_000,
                concurrency,
                null,
                Map.of(),
                Map.of(),
                null,
                "none",
                Map.of());
        var image = new PreparedImage(List.of(), List.of("/server"), List.of(), "/", 0);
        return new Revision(TenantName.DEFAULT, spec, 1, image);
    }

    /** The process is gone for want of memory. */
    public void runOutOfMemory() {
        end(-1, 9, true, 127 * MIB);
    }

    public void exit(int code) {
        end(code, 0, false, 5 * MIB);
    }

    public void killedBy(int signal) {
        end(-1, signal, false, 5 * MIB);
    }

    private void end(int code, int signal, boolean oom, long peak) {
        ended.complete(new Exit(code, signal, oom, new Usage(0, peak, 0, 0, 0, 0, 0, 0)));
    }

    public int port() {
        return port;
    }

    /** How often a connection was asked for. */
    public int connects() {
        return connects.get();
    }

    @Override
    public String instanceId() {
        return "i-1";
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public CompletionStage<Integer> connect(int patienceMillis) {
        connects.incrementAndGet();
        if (ended.isDone()) {
            return CompletableFuture.failedFuture(new IOException("the process is gone"));
        }
        try {
            Socket socket = Socket.newSocketStream();
            if (!socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                while (!socket.finishConnect()) {
                    Thread.onSpinWait();
                }
            }
            return CompletableFuture.completedFuture(socket.intValue());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public int listener() {
        return listener;
    }

    @Override
    public CompletionStage<Exit> ended() {
        return ended;
    }
}
