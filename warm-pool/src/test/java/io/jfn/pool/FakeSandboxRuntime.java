// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.SandboxRuntime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sandboxes that only remember what was done to them. */
final class FakeSandboxRuntime implements SandboxRuntime {
    final List<FakeSandbox> made = new CopyOnWriteArrayList<>();
    final AtomicInteger failingCreates = new AtomicInteger();
    /** When set, a main process named {@code /exit} ends with this status as soon as it is started. */
    volatile @Nullable Integer exitsWith;

    private final AtomicInteger number = new AtomicInteger();
    final FakeDescriptors descriptors;

    FakeSandboxRuntime(FakeDescriptors descriptors) {
        this.descriptors = descriptors;
    }

    @Override
    public Sandbox create() {
        if (failingCreates.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new SandboxException("S1 unshare", "namespaces", 28, "no space left", null);
        }
        var sandbox = new FakeSandbox("s-" + number.getAndIncrement(), descriptors, exitsWith);
        made.add(sandbox);
        return sandbox;
    }

    long alive() {
        return made.stream().filter(sandbox -> !sandbox.destroyed()).count();
    }

    @Override
    public String cgroups() {
        return "v2";
    }

    @Override
    public List<String> lacks() {
        return List.of("landlock");
    }

    @Override
    public int endLeftovers() {
        return 0;
    }

    @Override
    public void close() {}
}
