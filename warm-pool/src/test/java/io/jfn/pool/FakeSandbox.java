// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Binding;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.Usage;
import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox that remembers what was done to it. Hosts named {@code fails} do not start, those named {@code held} start when
 * {@link #letStart} is called, those named {@code deaf} never listen.
 */
final class FakeSandbox implements Sandbox {
    static final Usage LAST = new Usage(8, 7, 6, 5, 4, 3, 2, 1);

    final List<String> calls = new CopyOnWriteArrayList<>();
    final AtomicInteger destroys = new AtomicInteger();
    private final String id;
    private final FakeDescriptors descriptors;
    private final @Nullable Integer exitsWith;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final CountDownLatch mayStart = new CountDownLatch(1);
    private volatile String hostname = "";
    private volatile boolean stale;

    FakeSandbox(String id, FakeDescriptors descriptors) {
        this(id, descriptors, null);
    }

    FakeSandbox(String id, FakeDescriptors descriptors, @Nullable Integer exitsWith) {
        this.exitsWith = exitsWith;
        this.id = id;
        this.descriptors = descriptors;
    }

    void letStart() {
        mayStart.countDown();
    }

    void endsByItself(int code) {
        exit.complete(new Exit(code, 0, false, LAST));
    }

    boolean destroyed() {
        return destroys.get() > 0;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void bind(Binding binding) {
        calls.add("bind");
        if (binding.hostname().equals("unbindable")) {
            throw new SandboxException("S9 mount image", "sha256:aa", 2, "no such layer", null);
        }
    }

    @Override
    public boolean isCurrent() {
        return !stale;
    }

    /** Its layers were removed and came again. */
    void becomeStale() {
        stale = true;
    }

    @Override
    public Started start(ClaimRequest request, Runnable meanwhile) {
        calls.add("start");
        hostname = request.hostname();
        meanwhile.run();
        if (hostname.equals("fails")) {
            throw new SandboxException("S9 mount image", "sha256:aa", 2, "no such layer", null);
        }
        if (hostname.equals("held")) {
            try {
                mayStart.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (exitsWith != null && request.argv().getFirst().equals("/exit")) {
            endsByItself(exitsWith);
        }
        int listener = request.runtimeApiPort() > 0 ? descriptors.make() : -1;
        return new Started(7, descriptors.make(), descriptors.make(), listener, 10, 20);
    }

    @Override
    public int connect(int port, long patienceNanos) {
        return hostname.equals("deaf") || exit.isDone() || destroyed() ? -1 : descriptors.make();
    }

    @Override
    public void pause() {
        calls.add("pause");
        if (hostname.equals("unpausable")) {
            throw new SandboxException("freeze", id, 5, "did not freeze", null);
        }
    }

    @Override
    public void resume() {
        calls.add("resume");
    }

    @Override
    public void update(ResourceLimits limits) {
        calls.add("update " + limits.memoryBytes());
    }

    @Override
    public Usage usage() {
        return LAST;
    }

    @Override
    public void terminate() {
        calls.add("terminate");
        exit.complete(new Exit(-1, 15, false, LAST));
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public void destroy() {
        destroys.incrementAndGet();
        exit.complete(new Exit(-1, 9, false, LAST));
    }
}
