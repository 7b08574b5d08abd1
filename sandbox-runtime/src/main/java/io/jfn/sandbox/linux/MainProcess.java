// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;

/** S26, S18: the main process, process 1 of the sandbox. */
final class MainProcess {
    private static final int USUAL_MASK = 022;
    static final String HOLD = ".hold";

    private MainProcess() {}

    /** As the function's own user, so that a folder it may not enter is an error of this step. */
    static void enterFolder(Launch launch) {
        launch.kernel().changeDirectory(launch.binding().workdir());
        launch.kernel().fileModeMask(USUAL_MASK);
    }

    /**
     * The child is born with a copy of this thread's descriptor table, and closes every number up to the highest: a small table costs
     * it little. From here on this thread closes nothing that others see; {@link #started} does.
     */
    static void partDescriptors(Launch launch) {
        int[] copies =
                launch.kernel().partDescriptors(launch.outputWriter, launch.errorWriter, launch.run, launch.quota);
        launch.own = new Launch.Own(copies[0], copies[1], copies[2], copies[3]);
    }

    static void spawn(Launch launch) {
        Syscalls kernel = launch.kernel();
        ClaimRequest claim = launch.claim();
        int nothing = kernel.open(Flags.AT_FDCWD, "/dev/null", Flags.O_RDONLY, 0);
        try {
            boolean held = launch.cgroup.processFile().isPresent();
            if (held) {
                kernel.makeFifo(launch.own.run(), HOLD, 0400);
                launch.onHeldSpawn.run();
            }
            launch.pid = kernel.spawn(
                    claim.argv(),
                    claim.env(),
                    nothing,
                    launch.own.output(),
                    launch.own.error(),
                    held ? "/run/" + HOLD : null);
        } finally {
            launch.spawned = true;
            kernel.close(nothing);
        }
    }

    /** On a thread of the worker: a descriptor for the process, and none any more that only the spawn needed. */
    static void started(Launch launch) {
        for (int done : new int[] {launch.outputWriter, launch.errorWriter, launch.run, launch.quota}) {
            launch.descriptors.close(done);
        }
        int process = launch.kernel().openProcess(launch.pid);
        if (process < 0) {
            throw new SandboxException("S27 watch main process", launch.id, -process, "pidfd_open refused", null);
        }
        launch.process = launch.descriptors.keep(process);
    }

    /** Limits belong to a process, not to a thread: they are set on the child, by the one thread that has its user. */
    static void limit(Launch launch) {
        SandboxRuntimeConfig config = launch.node.config();
        var limits = launch.binding().limits();
        set(launch, Flags.RLIMIT_NOFILE, config.openFiles());
        // One more than the control group allows: it is the group that is to refuse, since it counts what it refuses.
        set(launch, Flags.RLIMIT_NPROC, limits.pids() + 1L);
        set(launch, Flags.RLIMIT_FSIZE, limits.tmpBytes() + config.scratchBytes());
    }

    private static void set(Launch launch, int resource, long value) {
        int result = launch.kernel().limit(launch.pid, resource, value);
        // It may have ended by now.
        if (result < 0 && result != -Errno.ESRCH) {
            throw new SyscallException("prlimit", "resource " + resource, -result);
        }
    }
}
