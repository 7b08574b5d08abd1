// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Binding;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.Usage;
import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A sandbox on this machine. {@code stage} and everything that stops or continues its processes are guarded by {@code this}; the
 * exit watch's thread takes no lock.
 */
final class LinuxSandbox implements Sandbox {
    private static final byte[] FIRST_TO_GO = "1000".getBytes(StandardCharsets.US_ASCII);
    private static final long DEATH_SECONDS = 10;

    private final LinuxSandboxRuntime runtime;
    private final Launch launch;
    private final SandboxThread thread;
    private final Connector connector;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch destroyed = new CountDownLatch(1);
    private volatile Usage lastUsage = Usage.NONE;
    private Stage stage = Stage.READY;
    private boolean paused;
    private long exitMark;
    private long alarmMark;

    LinuxSandbox(LinuxSandboxRuntime runtime, Launch launch, LaunchPlan plan, NetworkDoor door) {
        this.runtime = runtime;
        this.launch = launch;
        this.thread = new SandboxThread(launch, plan);
        this.connector = new Connector(launch, door, () -> isOver() || isDestroyed());
    }

    /** Makes it ready. */
    void prepare() {
        try {
            launch.cgroup.make();
        } catch (SyscallException e) {
            throw new SandboxException("S2 make cgroups", e.object(), e.errno(), e.getMessage(), e);
        }
        thread.start();
        thread.awaitReady();
    }

    @Override
    public String id() {
        return launch.id;
    }

    int uid() {
        return launch.uid;
    }

    @Override
    public void bind(Binding binding) {
        bind(binding, launch.node.store());
    }

    /** As {@link #bind(Binding)}, with the layers under another folder. */
    void bind(Binding binding, String store) {
        synchronized (this) {
            if (stage != Stage.READY) {
                throw refused("bind");
            }
            stage = Stage.BINDING;
        }
        launch.bind(binding, store);
        thread.bind();
        synchronized (this) {
            if (stage != Stage.BINDING) {
                throw refused("bind");
            }
            stage = Stage.BOUND;
        }
    }

    @Override
    public boolean isCurrent() {
        return Image.isCurrent(launch);
    }

    @Override
    public Started start(ClaimRequest request, Runnable meanwhile) {
        return start(request, launch.node.store(), meanwhile);
    }

    /** As {@link #start(ClaimRequest, Runnable)}, with the layers under another folder. */
    Started start(ClaimRequest request, String store, Runnable meanwhile) {
        synchronized (this) {
            if (stage == Stage.READY) {
                launch.bind(request.binding(), store);
            } else if (stage != Stage.BOUND
                    || !launch.binding().equals(request.binding())
                    || !request.secrets().isEmpty()) {
                throw refused("start");
            }
            stage = Stage.STARTING;
        }
        launch.claim(request);
        thread.begin();
        meanwhile.run();
        thread.awaitStarted(runtime::moveHeldChild);
        MainProcess.started(launch);
        if (request.limits().pids() < 2) {
            hold(request.limits());
        }
        synchronized (this) {
            if (stage != Stage.STARTING) {
                throw refused("start");
            }
            // Under the lock, so that nobody has reaped the process and its number is nobody else's.
            offerToTheOomKiller();
            watch();
            // Last: what is given away is no longer closed with the sandbox.
            stage = Stage.RUNNING;
            launch.descriptors.giveAway(launch.output);
            launch.descriptors.giveAway(launch.error);
            launch.descriptors.giveAway(launch.listener);
        }
        return new Started(
                launch.pid, launch.output, launch.error, launch.listener, thread.bindNanos(), thread.startNanos());
    }

    @Override
    public int connect(int port, long patienceNanos) {
        synchronized (this) {
            if (stage != Stage.STARTING && stage != Stage.RUNNING) {
                throw refused("connect");
            }
        }
        return connector.connect(port, patienceNanos);
    }

    @Override
    public synchronized void pause() {
        if (stage != Stage.RUNNING || paused || isOver()) {
            return;
        }
        // The sandbox thread is in the same group until it ends, and a frozen thread would stop the whole worker.
        thread.awaitEnd();
        paused = true;
        if (!launch.cgroup.freeze()) {
            resume();
            throw new SandboxException("S28 freeze", launch.id, Errno.EBUSY, "not frozen in time", null);
        }
    }

    @Override
    public synchronized void resume() {
        if (paused) {
            launch.cgroup.thaw();
            paused = false;
        }
    }

    @Override
    public void update(ResourceLimits limits) {
        synchronized (this) {
            if (stage != Stage.RUNNING) {
                throw refused("update");
            }
            hold(limits);
        }
    }

    private void watch() {
        try {
            if (launch.memoryAlarm >= 0) {
                alarmMark = runtime.watch().watch(launch.memoryAlarm, this::onMemoryAlarm);
            }
            exitMark = runtime.watch().watch(launch.process, this::onExit);
        } catch (SyscallException e) {
            throw new SandboxException("S27 watch main process", e.object(), e.errno(), e.getMessage(), e);
        }
    }

    /** All limits as they are from now on; the sandbox thread has gone and is not counted. */
    private void hold(ResourceLimits limits) {
        thread.awaitEnd();
        try {
            launch.cgroup.limit(limits);
        } catch (SyscallException e) {
            throw new SandboxException("S2 hold limits", e.object(), e.errno(), e.getMessage(), e);
        }
    }

    @Override
    public Usage usage() {
        if (!isOver() && destroyed.getCount() > 0) {
            lastUsage = launch.cgroup.usage();
        }
        return lastUsage;
    }

    @Override
    public synchronized void terminate() {
        if (stage == Stage.RUNNING) {
            signal(Flags.SIGTERM);
            resume();
        }
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit.copy();
    }

    @Override
    public void destroy() {
        synchronized (this) {
            if (stage == Stage.DESTROYED) {
                awaitQuietly(destroyed);
                return;
            }
            stage = Stage.DESTROYED;
        }
        try {
            thread.abandon();
            endProcess();
            usage();
        } finally {
            runtime.watch().forget(exitMark);
            runtime.watch().forget(alarmMark);
            launch.descriptors.closeAll();
            destroyed.countDown();
            runtime.bury(this, launch.cgroup);
        }
    }

    /** Processes killed, thawed so that they can die, and reaped. */
    private void endProcess() {
        if (launch.pid < 0) {
            return;
        }
        if (launch.process < 0) {
            launch.descriptors.closeAll();
            launch.process = launch.descriptors.keep(launch.kernel().openProcess(launch.pid));
        }
        synchronized (this) {
            signal(Flags.SIGKILL);
            resume();
        }
        if (exitMark == 0) {
            reapUnwatched();
        } else if (!awaitQuietly(ended)) {
            throw new SandboxException(
                    "S29 kill", launch.id, Errno.EBUSY, "process " + launch.pid + " does not die", null);
        }
    }

    private void reapUnwatched() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEATH_SECONDS);
        while (launch.kernel().reap(launch.process) == null && System.nanoTime() < until) {
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
    }

    private void signal(int number) {
        if (launch.process >= 0 && !isOver()) {
            launch.kernel().signal(launch.process, number);
        }
    }

    /** On the watch's thread: process 1 is a zombie, so the kernel has ended all others. */
    private void onExit() {
        // The descriptor is ready once more when its process has been reaped.
        Syscalls.Ended how = isOver() ? null : launch.kernel().reap(launch.process);
        if (how == null) {
            return;
        }
        Usage usage = lastCounters();
        lastUsage = usage;
        ended.countDown();
        var exited = new Exit(how.code(), how.signal(), usage.oomKills() > 0, usage);
        // Whoever waits for this may block, and this thread may not.
        Thread.startVirtualThread(() -> exit.complete(exited));
    }

    /** An end is told even when there is no descriptor free to read its counters with. */
    private Usage lastCounters() {
        try {
            return launch.cgroup.usage();
        } catch (SyscallException e) {
            return lastUsage;
        }
    }

    /** On the watch's thread: the kernel is about to end one process for want of memory; the rest go with it. */
    private void onMemoryAlarm() {
        checkMemory(500);
    }

    private void checkMemory(int tries) {
        if (isOver() || destroyed.getCount() == 0) {
            return;
        }
        if (launch.cgroup.usage().oomKills() > 0) {
            signal(Flags.SIGKILL);
        } else if (tries > 0) {
            runtime.watch().soon(() -> checkMemory(tries - 1));
        }
    }

    private synchronized boolean isDestroyed() {
        return stage == Stage.DESTROYED;
    }

    private boolean isOver() {
        return ended.getCount() == 0;
    }

    /** When the machine itself runs out of memory, functions go first. Raising needs no privilege. */
    private void offerToTheOomKiller() {
        Syscalls kernel = launch.kernel();
        try {
            int file = kernel.open(Flags.AT_FDCWD, "/proc/" + launch.pid + "/oom_score_adj", Flags.O_WRONLY, 0);
            try {
                kernel.write(file, FIRST_TO_GO);
            } finally {
                kernel.close(file);
            }
        } catch (SyscallException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ESRCH) {
                throw new SandboxException("S18 set OOM score", e.object(), e.errno(), e.getMessage(), e);
            }
        }
    }

    private synchronized SandboxException refused(String what) {
        return new SandboxException(what, launch.id, 0, "the sandbox is " + stage, null);
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return latch.await(DEATH_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return "sandbox " + launch.id;
    }

    /** How far its life has gone. */
    private enum Stage {
        READY,
        BINDING,
        BOUND,
        STARTING,
        RUNNING,
        DESTROYED
    }
}
