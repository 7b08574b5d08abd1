// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.CallAuth;
import io.jfn.api.Contract;
import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.Revision;
import io.jfn.images.PreparedImage;
import java.util.List;
import java.util.Map;

/** Revisions as tests need them. */
final class SampleRevision {
    static final ResourceLimits LIMITS = new ResourceLimits(48 * ResourceLimits.MIB, 1000, 16, ResourceLimits.MIB);
    private static final Digest LAYER = new Digest("sha256:" + "a".repeat(64));

    private SampleRevision() {}

    static Revision http() {
        return of(Contract.HTTP, List.of("LANG=C", "PORT=1"), Map.of(), Map.of());
    }

    static Revision lambda() {
        return of(Contract.LAMBDA, List.of("LAMBDA_TASK_ROOT=/var/task"), Map.of(), Map.of());
    }

    static Revision of(
            Contract contract, List<String> imageEnv, Map<String, String> specEnv, Map<String, String> secrets) {
        var spec = new FunctionSpec(
                "hello",
                null,
                LAYER.value(),
                null,
                contract == Contract.LAMBDA ? "app.handler" : null,
                List.of(),
                contract,
                8081,
                LIMITS,
                7_000,
                1,
                Scaling.DEFAULT,
                specEnv,
                secrets,
                CallAuth.NONE,
                "none",
                Map.of());
        var image = new PreparedImage(List.of(LAYER), List.of("/server", "-x"), imageEnv, "/srv", 1);
        return new Revision(TenantName.DEFAULT, spec, 3, image);
    }
}
