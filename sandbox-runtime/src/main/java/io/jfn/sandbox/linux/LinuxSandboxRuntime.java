// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.SandboxRuntime;
import io.jfn.sandbox.linux.cgroup.CgroupManager;
import io.jfn.sandbox.linux.cgroup.SandboxCgroup;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.JnrSyscalls;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sandboxes of this machine's kernel. One for each state folder; wants root. */
public final class LinuxSandboxRuntime implements SandboxRuntime {
    private final StateFolders folders;
    private final Syscalls kernel;
    private final LaunchPlan plan;
    private final CgroupManager cgroups;
    private final Node node;
    private final List<String> lacks;
    private final ExitWatch watch;
    private final NetworkDoor door;
    private final Graveyard graveyard;
    private final UserIds userIds = new UserIds(new SecureRandom().nextInt());
    private final String idPrefix = Long.toString(System.currentTimeMillis(), 36) + "-";
    private final AtomicLong made = new AtomicLong();
    private final Set<LinuxSandbox> sandboxes = ConcurrentHashMap.newKeySet();

    private LinuxSandboxRuntime(SandboxRuntimeConfig config, Syscalls kernel, LaunchPlan plan) {
        int cpus = Runtime.getRuntime().availableProcessors();
        this.kernel = kernel;
        this.plan = plan;
        this.folders = new StateFolders(config.stateDir(), cpus);
        this.cgroups = CgroupManager.open(kernel, config.cgroupRoot(), config.node());
        var probe = new NodeProbe(kernel);
        this.node = probe.probe(config, folders, cpus);
        this.lacks = new ArrayList<>(cgroups.lacks());
        this.lacks.addAll(probe.lacks());
        this.graveyard = new Graveyard(userIds);
        this.watch = new ExitWatch(kernel, graveyard::tryAgain);
        this.door = new NetworkDoor(kernel);
    }

    /**
     * Prepares the state folder, the node's control groups and this process, and proves with sandboxes of its own that every step
     * works.
     *
     * @throws SandboxException when this is not root on x86_64 Linux, or a step of the self-test fails
     * @throws IllegalStateException when another runtime uses the state folder
     */
    public static LinuxSandboxRuntime open(SandboxRuntimeConfig config) {
        String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!machine.equals("Linux on amd64")) {
            throw new SandboxException("open", machine, 0, "sandboxes are made on x86_64 Linux only", null);
        }
        LinuxSandboxRuntime runtime = open(config, new JnrSyscalls(64), LaunchPlan.FULL);
        try {
            runtime.limitThisProcess();
            new SelfTest(runtime, runtime.folders.selfTest()).run();
            return runtime;
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    /** With another kernel or plan, and no self-test: for tests. */
    static LinuxSandboxRuntime open(SandboxRuntimeConfig config, Syscalls kernel, LaunchPlan plan) {
        var runtime = new LinuxSandboxRuntime(config, kernel, plan);
        runtime.watch.start();
        return runtime;
    }

    @Override
    public Sandbox create() {
        return make();
    }

    LinuxSandbox make() {
        String id = idPrefix + made.incrementAndGet();
        var launch = new Launch(node, id, userIds.take(), cgroups.find(id));
        var sandbox = new LinuxSandbox(this, launch, plan, door);
        sandboxes.add(sandbox);
        try {
            sandbox.prepare();
            return sandbox;
        } catch (RuntimeException e) {
            try {
                sandbox.destroy();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override
    public String cgroups() {
        return cgroups.layout().toString();
    }

    @Override
    public List<String> lacks() {
        return List.copyOf(lacks);
    }

    @Override
    public int endLeftovers() {
        Set<String> alive = ConcurrentHashMap.newKeySet();
        sandboxes.forEach(sandbox -> alive.add(sandbox.id()));
        return new Leftovers(kernel, cgroups).end(alive);
    }

    @Override
    public void close() {
        for (LinuxSandbox sandbox : sandboxes) {
            sandbox.destroy();
        }
        graveyard.finish();
        watch.close();
        door.close();
        cgroups.removeParents();
        folders.close();
    }

    /** How many sandboxes could not be removed yet. */
    public int unburied() {
        return graveyard.size();
    }

    Syscalls kernel() {
        return kernel;
    }

    ExitWatch watch() {
        return watch;
    }

    /** What is left of a sandbox whose processes have ended. */
    void bury(LinuxSandbox sandbox, SandboxCgroup cgroup) {
        sandboxes.remove(sandbox);
        graveyard.bury(cgroup, sandbox.uid());
    }

    /** Version 2: finds the child that waits before its exec, moves it into its group and lets it go on. */
    void moveHeldChild(Launch launch) {
        try {
            new HeldChild(kernel).moveAndRelease(launch);
        } catch (SyscallException e) {
            throw new SandboxException("S2 join cgroups", e.object(), e.errno(), e.getMessage(), e);
        }
    }

    /** Limits that every child inherits and that a worker does not need itself. */
    private void limitThisProcess() {
        limit(Flags.RLIMIT_CORE, 0);
        limit(Flags.RLIMIT_MSGQUEUE, 0);
        limit(Flags.RLIMIT_MEMLOCK, 64 << 10);
        limit(Flags.RLIMIT_SIGPENDING, 1024);
        limit(Flags.RLIMIT_STACK, 8 << 20);
        limit(Flags.RLIMIT_NICE, 0);
        limit(Flags.RLIMIT_RTPRIO, 0);
    }

    private void limit(int resource, long value) {
        int result = kernel.limit(0, resource, value);
        if (result < 0) {
            throw new SandboxException(
                    "S18 limit worker",
                    "resource " + resource,
                    -result,
                    "refused",
                    new SyscallException("prlimit", "resource " + resource, -result));
        }
    }
}
