// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a machine is looked at for.
 *
 * @param state the state folder, real path of its nearest existing parent
 * @param java the Java version that runs
 * @param searchPath where programs are looked for
 * @param freeBytes room on the state folder's disk
 * @param portObstacle why the gateway could not listen, if so
 * @param node the state folder as it was asked for, whether it exists or not
 * @param memoryBytes what all instances together shall have; empty for the usual share of the machine's memory
 */
record HostRequest(
        Path state,
        int java,
        String searchPath,
        long freeBytes,
        Optional<String> portObstacle,
        Path node,
        OptionalLong memoryBytes) {}
