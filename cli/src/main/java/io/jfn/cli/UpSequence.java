// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.time.Duration;

/** Brings a node up from whatever state it is in: starts what is missing, in order, and nothing twice. */
final class UpSequence {
    private static final Duration STOP = Duration.ofSeconds(10);

    private final NodePaths paths;
    private final NodeProcesses processes;
    private final UpOptions options;

    UpSequence(NodePaths paths, NodeProcesses processes, UpOptions options) {
        this.paths = paths;
        this.processes = processes;
        this.options = options;
    }

    /**
     * Brings it up.
     *
     * @return whether anything had to be started
     */
    boolean run() {
        try (var _ = processes.lock()) {
            processes.trimLogs();
            boolean worker = missing(NodeRole.WORKER);
            boolean gateway = missing(NodeRole.GATEWAY);
            if (!gateway) {
                refuseAnotherAddress();
            }
            if (worker || gateway) {
                start(worker, gateway);
            }
            if (!gateway) {
                processes.running(NodeRole.GATEWAY).ifPresent(processes::awaitAgain);
            }
            return worker || gateway;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot unlock " + paths.lock() + ": " + e.getMessage(), e);
        }
    }

    private void start(boolean worker, boolean gateway) throws IOException {
        NodeSetup setup = options.setup(paths);
        if (gateway) {
            NodeProcesses.requirePort(setup); // before a worker is started for nothing
        }
        if (worker && gateway) {
            setup.app().removeOthers(paths.app());
        }
        if (worker) {
            processes.startWorker(setup);
        }
        if (gateway) {
            try {
                processes.startGateway(setup);
            } catch (CliException e) {
                if (worker) { // half a node is of no use: leave things as they were
                    processes.stop(NodeRole.WORKER, STOP);
                }
                throw e;
            }
        }
    }

    /** One that an interrupted command left half started is ended and counts as missing. */
    private boolean missing(NodeRole role) {
        var running = processes.running(role);
        if (running.isPresent() && running.get().ready()) {
            return false;
        }
        processes.stop(role, STOP);
        return true;
    }

    private void refuseAnotherAddress() {
        var gateway = processes.running(NodeRole.GATEWAY);
        if (gateway.isEmpty()) {
            return;
        }
        boolean port = options.port != null && options.port != gateway.get().port();
        boolean host =
                options.host != null && !options.host.equals(gateway.get().host());
        if (port || host) {
            throw new CliException(
                    ExitCode.FAILED,
                    "this node's gateway already listens on " + gateway.get().address()
                            + ": 'jfn down' first to change that, or give another node another --state");
        }
    }
}
