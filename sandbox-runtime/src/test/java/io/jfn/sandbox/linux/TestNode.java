// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.JnrSyscalls;
import io.jfn.sandbox.syscall.Syscalls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A runtime of real sandboxes in a state folder of its own, with the probe's image in its store. */
final class TestNode implements AutoCloseable {
    static final Syscalls KERNEL = new JnrSyscalls();
    static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    /** Whether this machine has one hierarchy of control groups for all controllers, and their files of version 2. */
    static final boolean V2 = Files.exists(CGROUPS.resolve("cgroup.controllers"));

    private static final AtomicInteger MADE = new AtomicInteger();
    private static boolean loaded;

    final String name = "test-" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();
    final LinuxSandboxRuntime runtime;
    private final Path state;

    private TestNode(LaunchPlan plan, Syscalls kernel, SandboxRuntimeConfig.ProcView proc) {
        loadClasses();
        try {
            state = Files.createTempDirectory("jfn-node");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Probe.install(state.resolve("store"));
        var usual = SandboxRuntimeConfig.of(state, name);
        var config = new SandboxRuntimeConfig(
                state, name, usual.cgroupRoot(), usual.scratchBytes(), usual.openFiles(), proc);
        runtime = LinuxSandboxRuntime.open(config, kernel, plan);
    }

    static TestNode full() {
        return of(LaunchPlan.FULL);
    }

    static TestNode of(LaunchPlan plan) {
        return new TestNode(plan, KERNEL, SandboxRuntimeConfig.ProcView.COMPATIBLE);
    }

    static TestNode strict() {
        return new TestNode(LaunchPlan.FULL, KERNEL, SandboxRuntimeConfig.ProcView.STRICT);
    }

    static TestNode of(LaunchPlan plan, Syscalls kernel) {
        return new TestNode(plan, kernel, SandboxRuntimeConfig.ProcView.COMPATIBLE);
    }

    /** A sandbox thread in its root can load no class, and it is the self-test of a real start that loads them. */
    private static synchronized void loadClasses() {
        if (loaded) {
            return;
        }
        try {
            Path state = Files.createTempDirectory("jfn-load");
            LinuxSandboxRuntime.open(SandboxRuntimeConfig.of(
                            state, "load-" + ProcessHandle.current().pid()))
                    .close();
            delete(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loaded = true;
    }

    Path store() {
        return state.resolve("store");
    }

    /** Runs the probe to its end; what it wrote. */
    String run(String... arguments) {
        return run(Probe.LIMITS, arguments);
    }

    String run(ResourceLimits limits, String... arguments) {
        try (var running = start(limits, arguments)) {
            return running.output();
        }
    }

    List<String> lines(String... arguments) {
        return run(arguments).lines().toList();
    }

    Running start(String... arguments) {
        return start(Probe.LIMITS, arguments);
    }

    Running start(ResourceLimits limits, String... arguments) {
        return start(Probe.claim(limits, arguments));
    }

    Running start(ClaimRequest claim) {
        var sandbox = runtime.make();
        try {
            if (claim.secrets().isEmpty()) {
                sandbox.bind(claim.binding());
            }
            return new Running(sandbox, sandbox.start(claim));
        } catch (RuntimeException e) {
            sandbox.destroy();
            throw e;
        }
    }

    Path cgroup(String controller, LinuxSandbox sandbox) {
        return (V2 ? CGROUPS : CGROUPS.resolve(controller)).resolve("jfn-" + name + "/" + sandbox.id());
    }

    @Override
    public void close() {
        runtime.close();
        delete(state);
    }

    private static void delete(Path folder) {
        try (var all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A sandbox whose main process runs; destroyed at the end of its block. */
    record Running(LinuxSandbox sandbox, Sandbox.Started started) implements AutoCloseable {
        /** What it writes until it ends. */
        String output() {
            return read(started.stdout(), Integer.MAX_VALUE);
        }

        String errors() {
            return read(started.stderr(), Integer.MAX_VALUE);
        }

        /** The first line it writes. */
        String line() {
            return read(started.stdout(), '\n');
        }

        Sandbox.Exit exit() throws Exception {
            return sandbox.exit().get(20, TimeUnit.SECONDS);
        }

        int pid() {
            return started.pid();
        }

        /** Connects to a port of its own and reads the answer to one request. */
        String call(int port) {
            int connection = sandbox.connect(port, TimeUnit.SECONDS.toNanos(10));
            if (connection < 0) {
                return "no connection";
            }
            try {
                KERNEL.write(connection, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return read(connection, 'o');
            } finally {
                KERNEL.close(connection);
            }
        }

        private static String read(int descriptor, int last) {
            var text = new ByteArrayOutputStream();
            byte[] one = new byte[1];
            while (true) {
                int got = KERNEL.read(descriptor, one);
                if (got == -Errno.EAGAIN) {
                    LockSupport.parkNanos(100_000);
                } else if (got <= 0) {
                    return text.toString(StandardCharsets.UTF_8);
                } else {
                    text.write(one[0]);
                    if (one[0] == last) {
                        return text.toString(StandardCharsets.UTF_8);
                    }
                }
            }
        }

        @Override
        public void close() {
            KERNEL.close(started.stdout());
            KERNEL.close(started.stderr());
            if (started.listener() >= 0) {
                KERNEL.close(started.listener());
            }
            sandbox.destroy();
        }
    }
}
