// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionSpec;
import io.jfn.api.TenantName;
import io.jfn.images.PreparedImage;
import io.jfn.images.Progress;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** An image store that keeps nothing but who refers to something, and fails on demand. */
final class FakeImages implements FunctionImages {
    final Set<String> owners = new ConcurrentSkipListSet<>();
    final AtomicInteger prepared = new AtomicInteger();
    volatile boolean lostLayers;
    volatile boolean failPrepare;
    volatile boolean failRetain;
    volatile boolean failRelease;

    @Override
    public PreparedImage prepare(TenantName tenant, FunctionSpec spec, Progress progress) {
        if (failPrepare) {
            throw new IllegalStateException("no source");
        }
        progress.step("base image", 1, 1);
        return Revisions.image("prepared " + prepared.incrementAndGet());
    }

    @Override
    public void retain(TenantName tenant, String owner, PreparedImage image) {
        if (failRetain || (lostLayers && !image.argv().getLast().startsWith("prepared"))) {
            throw new IllegalStateException("layer is gone");
        }
        owners.add(owner);
    }

    @Override
    public void release(TenantName tenant, String owner) {
        if (failRelease) {
            throw new IllegalStateException("disk is away");
        }
        owners.remove(owner);
    }
}
