// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.CallAuth;
import io.jfn.api.Contract;
import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import io.jfn.api.TenantName;
import io.jfn.images.PreparedImage;
import java.util.List;
import java.util.Map;

/** Specifications and revisions for tests. */
final class Revisions {
    static final Digest LAYER = new Digest("sha256:" + "a".repeat(64));

    private Revisions() {}

    static FunctionSpec spec(String name) {
        return spec(name, Map.of("key", "c2VjcmV0"), ResourceLimits.DEFAULT);
    }

    static FunctionSpec spec(String name, Map<String, String> secrets, ResourceLimits limits) {
        return new FunctionSpec(
                name,
                FunctionRuntime.NATIVE,
                null,
                LAYER.value(),
                null,
                List.of("./server", "ü"),
                Contract.HTTP,
                80,
                limits,
                5000,
                3,
                new Scaling(1, 4, 1000),
                Map.of("A", "1"),
                secrets,
                CallAuth.TOKEN,
                null,
                Map.of("team", "one"));
    }

    static FunctionSpec imageSpec(String name, String image) {
        return new FunctionSpec(
                name, null, image, null, null, List.of(), null, 0, null, 0, 0, null, Map.of(), Map.of(), null, null,
                Map.of());
    }

    static PreparedImage image(String argument) {
        return new PreparedImage(List.of(LAYER), List.of("/server", argument), List.of("A=1"), "/srv", 4096);
    }

    static Revision revision(String name, int number) {
        return new Revision(TenantName.DEFAULT, spec(name), number, image("" + number));
    }
}
