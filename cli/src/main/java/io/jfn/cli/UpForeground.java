// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks after a node until asked to end: starts again what ended, and stops both processes at last. */
final class UpForeground {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final NodeProcesses processes;
    private final UpSequence sequence;
    private final Terminal terminal;
    private final AtomicBoolean stopping = new AtomicBoolean();

    UpForeground(NodeProcesses processes, UpSequence sequence, Terminal terminal) {
        this.processes = processes;
        this.sequence = sequence;
        this.terminal = terminal;
    }

    int run() {
        processes.running(NodeRole.SUPERVISOR).ifPresent(other -> {
            throw new CliException(
                    ExitCode.FAILED, "pid " + other.pid() + " looks after this node already: 'jfn down' ends it");
        });
        processes.remember(NodeRole.SUPERVISOR);
        var hook = Thread.ofPlatform().name("jfn-down").unstarted(this::stop);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            look();
        } catch (CliException e) {
            if (!stopping.get()) {
                processes.stop(NodeRole.GATEWAY, DownCommand.GATEWAY);
                processes.stop(NodeRole.WORKER, DownCommand.WORKER);
                processes.forget(NodeRole.SUPERVISOR);
                Runtime.getRuntime().removeShutdownHook(hook);
                throw e;
            }
        }
        // Asked to end: the hook stops both and ends this process with 0.
        Waiting.until(() -> false, FOREVER);
        return ExitCode.OK.number();
    }

    private void look() {
        sequence.run();
        terminal.note("jfn is up; Ctrl-C or SIGTERM stops it");
        long begin = System.nanoTime();
        int failures = 0;
        while (!stopping.get()) {
            if (Waiting.until(stopping::get, LOOK)) {
                return;
            }
            processes.trimLogs();
            if (!ended()) {
                continue;
            }
            failures = UpBackoffPolicy.failures(failures, Duration.ofNanos(System.nanoTime() - begin));
            failures = again(failures);
            begin = System.nanoTime();
        }
    }

    private boolean ended() {
        return processes.running(NodeRole.WORKER).isEmpty()
                || processes.running(NodeRole.GATEWAY).isEmpty();
    }

    private int again(int failuresBefore) {
        int failures = failuresBefore;
        while (true) {
            String who = processes.running(NodeRole.WORKER).isEmpty() ? "worker" : "gateway";
            Duration delay = UpBackoffPolicy.delay(failures);
            terminal.note("the " + who + " ended; starting it again in " + delay.toSeconds() + " s");
            if (Waiting.until(stopping::get, delay)) {
                return failures;
            }
            try {
                sequence.run();
                return failures;
            } catch (CliException e) {
                failures++;
                if (stopping.get() || UpBackoffPolicy.hopeless(failures)) {
                    throw e;
                }
                terminal.note("that failed: " + e.getMessage());
            }
        }
    }

    private void stop() {
        stopping.set(true);
        int code = ExitCode.OK.number();
        try (var _ = processes.lock()) {
            processes.stop(NodeRole.GATEWAY, DownCommand.GATEWAY);
            processes.stop(NodeRole.WORKER, DownCommand.WORKER);
            processes.forget(NodeRole.SUPERVISOR);
        } catch (CliException | IOException e) {
            terminal.note("jfn: " + e);
            code = ExitCode.FAILED.number();
        }
        // Being asked to end is no failure; the code of a signal would say so.
        Runtime.getRuntime().halt(code);
    }
}
