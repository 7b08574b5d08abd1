// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;

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
 */
record NodeSetup(Path java, NodeApp app, NodePaths paths, String host, int port, int gatewayUid, NodeSizing sizing) {
    String address() {
        return host + ":" + port;
    }
}
