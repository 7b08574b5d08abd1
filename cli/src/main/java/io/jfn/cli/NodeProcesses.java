// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The processes of one node: starts them, finds them again by their records, stops them. */
final class NodeProcesses {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration AGAIN = Duration.ofSeconds(20);
    private static final Duration KILLED = Duration.ofSeconds(5);
    private static final Duration OTHERS = Duration.ofMinutes(3);
    private static final int TAIL = 15;

    private final NodePaths paths;
    private final NodeProof proof;
    private final Terminal terminal;

    NodeProcesses(NodePaths paths, NodeProof proof, Terminal terminal) {
        this.paths = paths;
        this.proof = proof;
        this.terminal = terminal;
    }

    /** The running process of a role, proven to be ours. */
    Optional<NodeRecord> running(NodeRole role) {
        return NodeRecord.read(paths.record(role)).filter(proof::runs);
    }

    /** Keeps other commands from starting or stopping this node's processes meanwhile. */
    FileChannel lock() {
        try {
            var channel = FileChannel.open(paths.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                var step = NodeStep.begin(terminal, "another jfn starts or stops this node: waiting for it");
                boolean got = Waiting.until(
                        () -> {
                            step.tick();
                            return locked(channel);
                        },
                        OTHERS);
                if (!got) {
                    channel.close();
                    throw new CliException(
                            ExitCode.FAILED,
                            "another jfn has held " + paths.lock() + " for minutes: look what it does");
                }
                step.done("it is done");
            }
            return channel;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot lock " + paths.lock() + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("resource") // the lock lives as long as its channel
    private static boolean locked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    void startWorker(NodeSetup setup) {
        Path log = paths.log(NodeRole.WORKER).file();
        Process process = start(
                NodeRole.WORKER,
                "",
                NodeCommands.worker(setup),
                NodeEnvironment.worker(System.getenv()),
                paths.worker());
        await(
                NodeRole.WORKER,
                process,
                () -> paths.log(NodeRole.WORKER).end().lines().anyMatch("worker: ready"::equals),
                log);
    }

    /** Refuses a setup whose gateway could not listen. */
    static void requirePort(NodeSetup setup) {
        new NodePort(Path.of("/proc")).obstacle(setup.host(), setup.port()).ifPresent(obstacle -> {
            throw new CliException(ExitCode.FAILED, "the gateway cannot start: " + obstacle);
        });
    }

    void startGateway(NodeSetup setup) {
        Process process = start(
                NodeRole.GATEWAY,
                setup.address(),
                NodeCommands.gateway(setup),
                NodeEnvironment.gateway(System.getenv(), paths),
                paths.gateway());
        var probe = new NodeProbe(setup.host(), setup.port());
        await(
                NodeRole.GATEWAY,
                process,
                probe::ready,
                paths.log(NodeRole.GATEWAY).file());
    }

    /** Waits until a gateway that runs already takes calls again, as after its worker was started anew. */
    void awaitAgain(NodeRecord gateway) {
        var probe = new NodeProbe(gateway.host(), gateway.port());
        if (probe.ready()) {
            return;
        }
        var step = NodeStep.begin(terminal, "gateway finds its worker again");
        boolean ready = Waiting.until(
                () -> {
                    step.tick();
                    return probe.ready() || !proof.runs(gateway);
                },
                AGAIN);
        if (!ready || !proof.runs(gateway)) {
            step.failed("gateway is not ready");
            throw new CliException(
                    ExitCode.FAILED,
                    "the gateway, pid " + gateway.pid()
                            + ", runs but is not ready: 'jfn down' and 'jfn up' start it anew; the end"
                            + " of its log " + paths.log(NodeRole.GATEWAY).file() + ":\n"
                            + paths.log(NodeRole.GATEWAY).tail(TAIL));
        }
        step.done("gateway ready, pid " + gateway.pid());
    }

    private Process start(
            NodeRole role, String address, List<String> command, Map<String, String> environment, Path folder) {
        try {
            paths.log(role).rotate();
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(new java.io.File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            paths.log(role).file().toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            var record = proof.record(process.pid(), address);
            if (record.isPresent()) {
                record.get().write(paths.record(role));
            }
            return process;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot start the " + role.label() + ": " + e.getMessage(), e);
        }
    }

    private void await(NodeRole role, Process process, BooleanSupplier ready, Path log) {
        var step = NodeStep.begin(terminal, role.label() + " starts");
        boolean[] serves = {false};
        Waiting.until(
                () -> {
                    step.tick();
                    serves[0] = ready.getAsBoolean();
                    return serves[0] || !process.isAlive();
                },
                START);
        if (!serves[0]) {
            String why = process.isAlive()
                    ? "is not ready after " + START.toSeconds() + " s"
                    : "ended at its start with code " + process.exitValue();
            step.failed(role.label() + " failed");
            if (process.isAlive()) {
                process.destroyForcibly();
            }
            forget(role);
            throw new CliException(
                    ExitCode.FAILED,
                    "the " + role.label() + " " + why + "; the end of its log " + log + ":\n"
                            + paths.log(role).tail(TAIL));
        }
        markReady(role);
        step.done(role.label() + " ready, pid " + process.pid());
    }

    private void markReady(NodeRole role) {
        running(role).ifPresent(record -> {
            try {
                record.nowReady().write(paths.record(role));
            } catch (IOException e) {
                throw new CliException(
                        ExitCode.FAILED, "cannot write " + paths.record(role) + ": " + e.getMessage(), e);
            }
        });
    }

    /**
     * Asks the process of a role to end, waits, and kills it when it does not.
     *
     * @return what happened; empty when none ran
     */
    Optional<String> stop(NodeRole role, Duration patience) {
        var running = running(role);
        if (running.isEmpty()) {
            forget(role);
            return Optional.empty();
        }
        NodeRecord record = running.get();
        var step = NodeStep.begin(
                terminal,
                role == NodeRole.GATEWAY ? "gateway stops, once its calls have ended" : role.label() + " stops");
        proof.signal(record, false);
        boolean ended = gone(record, step, patience);
        String how = "stopped";
        if (!ended) {
            proof.signal(record, true);
            ended = gone(record, step, KILLED);
            how = "killed, as it did not stop within " + patience.toSeconds() + " s";
        }
        if (!ended) {
            step.failed(role.label() + " does not end");
            throw new CliException(
                    ExitCode.FAILED,
                    "the " + role.label() + ", pid " + record.pid() + ", does not end even when killed");
        }
        forget(role);
        step.done(role.label() + " " + how);
        return Optional.of(role.label() + " " + how);
    }

    private boolean gone(NodeRecord record, NodeStep step, Duration patience) {
        return Waiting.until(
                () -> {
                    step.tick();
                    return !proof.runs(record);
                },
                patience);
    }

    void remember(NodeRole role) {
        try {
            var record = proof.record(ProcessHandle.current().pid(), "");
            if (record.isPresent()) {
                record.get().write(paths.record(role));
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot write " + paths.record(role) + ": " + e.getMessage(), e);
        }
    }

    void forget(NodeRole role) {
        try {
            Files.deleteIfExists(paths.record(role));
        } catch (IOException e) {
            terminal.note("cannot remove " + paths.record(role) + ": " + e.getMessage());
        }
    }

    /** Keeps the logs of running processes from growing without bound. */
    void trimLogs() {
        for (NodeRole role : NodeRole.values()) {
            try {
                paths.log(role).trim(NodeLog.MOST_BYTES);
            } catch (IOException e) {
                terminal.note("the log of the " + role.label() + " cannot be trimmed: " + e.getMessage());
            }
        }
    }
}
