// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which node of this machine a command is about. */
final class NodeOptions {
    static final String DEFAULT_STATE = "/var/lib/jfn";

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            defaultValue = "${env:JFN_STATE:-" + DEFAULT_STATE + "}",
            description = "the node's state folder (default: JFN_STATE, or " + DEFAULT_STATE + ")")
    Path state = Path.of(DEFAULT_STATE);

    NodePaths paths() {
        return new NodePaths(state);
    }
}
