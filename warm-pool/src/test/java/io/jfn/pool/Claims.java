// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import java.util.List;
import java.util.Map;

/** Claims for tests. */
final class Claims {
    static final long MIB = ResourceLimits.MIB;

    private Claims() {}

    static ClaimRequest on(String hostname) {
        return of(hostname, 16 * MIB, 0);
    }

    static ClaimRequest withSecret(String hostname) {
        return of(hostname, 16 * MIB, 0, Map.of("key", new byte[] {1}));
    }

    static ClaimRequest of(String hostname, long memoryBytes, int runtimeApiPort) {
        return of(hostname, memoryBytes, runtimeApiPort, Map.of());
    }

    private static ClaimRequest of(String hostname, long memoryBytes, int runtimeApiPort, Map<String, byte[]> secrets) {
        return new ClaimRequest(
                TenantName.DEFAULT,
                new FunctionName("hello"),
                1,
                List.of(new Digest("sha256:" + "a".repeat(64))),
                List.of("/hello"),
                List.of(),
                "/",
                new ResourceLimits(memoryBytes, 1000, 16, 0),
                runtimeApiPort,
                hostname,
                secrets);
    }
}
