// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What can be said about a node when it is started. */
final class UpOptions {
    static final int DEFAULT_PORT = 8080;
    static final String DEFAULT_HOST = "127.0.0.1";
    static final int DEFAULT_UID = 64017;

    @Mixin
    NodeOptions node = new NodeOptions();

    @Option(names = "--port", paramLabel = "PORT", description = "port of the gateway (default: 8080)")
    @Nullable
    Integer port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "address the gateway listens on (default: 127.0.0.1; 0.0.0.0 is every one)")
    @Nullable
    String host;

    @Option(
            names = "--memory",
            paramLabel = "AMOUNT",
            converter = NodeMemory.class,
            description = "memory of all instances together, as 4Gi (default: four fifths of the machine's)")
    @Nullable
    Long memory;

    @Option(names = "--pool-floor", paramLabel = "N", description = "ready sandboxes kept without demand")
    @Nullable
    Integer poolFloor;

    @Option(names = "--pool-ceiling", paramLabel = "N", description = "ready sandboxes kept at most")
    @Nullable
    Integer poolCeiling;

    @Option(
            names = "--gateway-uid",
            paramLabel = "UID",
            defaultValue = "${env:JFN_GATEWAY_UID:-64017}",
            description = "user the gateway runs as (default: JFN_GATEWAY_UID, or 64017)")
    int gatewayUid = DEFAULT_UID;

    /** Whether the processes are to write their caches; not for users, see {@link TrainCommand}. */
    boolean training;

    int portOrDefault() {
        return port != null ? port : DEFAULT_PORT;
    }

    String hostOrDefault() {
        return host != null ? host : DEFAULT_HOST;
    }

    /** Refuses what no node could be started with. */
    void check() {
        if (portOrDefault() < 1 || portOrDefault() > 65_535) {
            throw new CliException(ExitCode.USAGE, "--port " + port + ": a port is a number from 1 to 65535");
        }
        if (!hostOrDefault().matches("[0-9A-Za-z.:\\[\\]-]+")) {
            throw new CliException(ExitCode.USAGE, "--host: an address or a host name is needed");
        }
        if (gatewayUid < 1) {
            throw new CliException(ExitCode.USAGE, "--gateway-uid " + gatewayUid + ": the gateway must not be root");
        }
        if (memory != null && memory < 32L << 20) {
            throw new CliException(
                    ExitCode.USAGE, "--memory is too little: the smallest sandbox takes 17 MiB; give 32Mi or more");
        }
        if ((poolFloor != null && poolFloor < 0) || (poolCeiling != null && poolCeiling < 0)) {
            throw new CliException(ExitCode.USAGE, "--pool-floor and --pool-ceiling: a number of 0 or more is needed");
        }
        if (poolFloor != null && poolCeiling != null && poolFloor > poolCeiling) {
            throw new CliException(
                    ExitCode.USAGE, "--pool-floor " + poolFloor + " is more than --pool-ceiling " + poolCeiling);
        }
    }

    /** The whole setup, with the programs copied to where they run. */
    NodeSetup setup(NodePaths paths) {
        try {
            var app = NodeApp.built(NodeMachine.root()).installed(paths.app());
            var sizing = new NodeSizing(memory, poolFloor, poolCeiling, NodeMachine.memoryBytes());
            return new NodeSetup(
                    NodeMachine.java(), app, paths, hostOrDefault(), portOrDefault(), gatewayUid, sizing, training);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED, "the programs cannot be copied to " + paths.app() + ": " + e.getMessage(), e);
        }
    }
}
