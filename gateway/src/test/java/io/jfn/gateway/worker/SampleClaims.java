// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.WorkerReply;
import java.util.List;
import java.util.Map;

/** Claims and their answers as tests need them. */
final class SampleClaims {
    private SampleClaims() {}

    static ClaimRequest http() {
        return claim(0);
    }

    static ClaimRequest lambda() {
        return claim(9001);
    }

    private static ClaimRequest claim(int runtimeApiPort) {
        return new ClaimRequest(
                TenantName.DEFAULT,
                new FunctionName("hello"),
                1,
                List.of(new Digest("sha256:" + "a".repeat(64))),
                List.of("/server"),
                List.of("PORT=8080"),
                "/",
                ResourceLimits.DEFAULT,
                runtimeApiPort,
                "fn-1",
                Map.of());
    }

    static WorkerReply.Claimed claimed(long lease, boolean withListener) {
        return new WorkerReply.Claimed(lease, "sandbox-1", true, withListener, 1, 2, 3);
    }
}
