// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.TenantName;
import io.jfn.images.ImageStore;
import io.jfn.images.PreparedImage;
import io.jfn.images.Progress;

/** The image store as deploys need it; calls block. */
interface FunctionImages {
    PreparedImage prepare(TenantName tenant, FunctionSpec spec, Progress progress);

    void retain(TenantName tenant, String owner, PreparedImage image);

    void release(TenantName tenant, String owner);

    static FunctionImages of(ImageStore store, RuntimeBases bases) {
        return new FunctionImages() {
            @Override
            public PreparedImage prepare(TenantName tenant, FunctionSpec spec, Progress progress) {
                FunctionRuntime runtime = spec.runtime();
                Digest base = runtime == null
                        ? null
                        : bases.base(tenant, runtime, progress).orElse(null);
                return store.prepare(tenant, spec, base, progress);
            }

            @Override
            public void retain(TenantName tenant, String owner, PreparedImage image) {
                store.retain(tenant, owner, image);
            }

            @Override
            public void release(TenantName tenant, String owner) {
                store.release(tenant, owner);
            }
        };
    }
}
