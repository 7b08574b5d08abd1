// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import java.util.Set;

/**
 * The registry that this node is itself.
 *
 * @param hosts the hosts, with their ports, under which it is known
 */
public record OwnRegistry(Set<String> hosts) {
    public OwnRegistry {
        hosts = Set.copyOf(hosts);
    }

    /** The registry of a gateway that listens on a port. */
    public static OwnRegistry at(int port) {
        return new OwnRegistry(Set.of("localhost:" + port, "127.0.0.1:" + port));
    }

    boolean is(String registry) {
        return hosts.contains(registry);
    }
}
