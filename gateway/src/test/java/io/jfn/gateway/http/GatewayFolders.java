// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** A state folder of the tested gateway's own, gone when its tests are over. */
public final class GatewayFolders implements QuarkusTestResourceLifecycleManager {
    static final int MOST_CONNECTIONS = 150;

    private Path state;

    @Override
    public Map<String, String> start() {
        try {
            state = Files.createTempDirectory("jfn-gateway-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "jfn.state-dir",
                state.toString(),
                "jfn.allow-privileged",
                "true",
                "jfn.memory-bytes",
                "" + (4L << 30),
                "jfn.header-timeout",
                "5s",
                "jfn.idle-timeout",
                "3s",
                "jfn.max-connections-per-address",
                "" + MOST_CONNECTIONS);
    }

    @Override
    public void stop() {
        try (var all = Files.walk(state)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
