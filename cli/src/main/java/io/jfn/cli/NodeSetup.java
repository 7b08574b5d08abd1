// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.NodeJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that decides how a node's processes are started.
 *
 * @param java the program {@code java}
 * @param app the programs
 * @param paths the node's folders
 * @param host the address the gateway listens on
 * @param port the port the gateway listens on
 * @param gatewayUid the user the gateway runs as
 * @param sizing how much it may have
 * @param training whether both are to write a cache at their end
 */
record NodeSetup(
        Path java,
        NodeApp app,
        NodePaths paths,
        String host,
        int port,
        int gatewayUid,
        NodeSizing sizing,
        boolean training) {
    String address() {
        return host + ":" + port;
    }

    /** The options of a process's JVM that have to do with its cache. */
    List<String> caching(NodeRole role) {
        if (training) {
            return NodeJvm.training(paths.training(role));
        }
        Path cache = app.cache(role);
        return Files.exists(cache) ? NodeJvm.trained(cache) : List.of();
    }
}
