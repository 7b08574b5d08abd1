// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;

/**
 * Where a node keeps what: the layout of its state folder.
 *
 * @param state the state folder, absolute and normalized
 */
record NodePaths(Path state) {
    NodePaths {
        state = state.toAbsolutePath().normalize();
        if (state.getNameCount() == 0) {
            throw new CliException(
                    ExitCode.USAGE, "--state /: the root folder cannot be a state folder; give one of its own");
        }
        if (state.toString().indexOf(':') >= 0) {
            throw new CliException(
                    ExitCode.USAGE, "--state " + state + ": a class path cannot hold ':'; choose another name");
        }
    }

    Path gateway() {
        return state.resolve("gateway");
    }

    Path store() {
        return state.resolve("store");
    }

    Path worker() {
        return state.resolve("worker");
    }

    Path log() {
        return state.resolve("log");
    }

    Path run() {
        return state.resolve("run");
    }

    /** Copies of the programs that run, so that a build does not change them under a running process. */
    Path app() {
        return state.resolve("app");
    }

    /** For temporary files of the gateway. */
    Path temporary() {
        return state.resolve("tmp");
    }

    /** What a process that is trained writes at its end: in a folder of its own user. */
    Path training(NodeRole role) {
        return (role == NodeRole.GATEWAY ? gateway() : worker()).resolve(role.label() + ".aot");
    }

    Path token() {
        return gateway().resolve("token");
    }

    Path record(NodeRole role) {
        return run().resolve(role.label() + ".pid");
    }

    NodeLog log(NodeRole role) {
        return new NodeLog(log().resolve(role.label() + ".log"));
    }

    Path lock() {
        return run().resolve("node.lock");
    }
}
