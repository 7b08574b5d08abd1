// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.linux.cgroup.SandboxCgroup;
import io.jfn.sandbox.syscall.Flags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** S2: the sandbox thread is in the control groups before it does anything, and its child is born there. */
final class Membership {
    private static final byte[] MYSELF = {'0'};

    private Membership() {}

    static void join(Launch launch) {
        for (Path tasks : launch.cgroup.joinFiles()) {
            writeTo(launch, tasks, MYSELF);
        }
    }

    /** All limits but the CPU quota, under which the rest of the launch would wait. */
    static void holdLimits(Launch launch) {
        // The sandbox thread is one of the processes counted until it ends, so a limit of one comes after that.
        launch.cgroup.limitBeforeStart(launch.binding().limits(), 2);
        launch.cgroup.quotaFile().ifPresent(file -> launch.quota = open(launch, file));
        launch.cgroup.memoryGroup().ifPresent(group -> raiseAlarm(launch, group));
    }

    static void holdQuota(Launch launch) {
        if (launch.quota >= 0) {
            String quota = SandboxCgroup.quota(launch.binding().limits());
            launch.kernel().write(launch.own.quota(), quota.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Version 1 kills one process for want of memory, not the sandbox: its event counter tells us to end the rest. */
    private static void raiseAlarm(Launch launch, Path memory) {
        launch.memoryAlarm = launch.descriptors.keep(launch.kernel().eventCounter());
        int state = launch.kernel()
                .open(Flags.AT_FDCWD, memory.resolve("memory.oom_control").toString(), Flags.O_RDONLY, 0);
        try {
            writeTo(
                    launch,
                    memory.resolve("cgroup.event_control"),
                    (launch.memoryAlarm + " " + state).getBytes(StandardCharsets.US_ASCII));
        } finally {
            launch.kernel().close(state);
        }
    }

    private static void writeTo(Launch launch, Path file, byte[] content) {
        int descriptor = launch.kernel().open(Flags.AT_FDCWD, file.toString(), Flags.O_WRONLY, 0);
        try {
            launch.kernel().write(descriptor, content);
        } finally {
            launch.kernel().close(descriptor);
        }
    }

    private static int open(Launch launch, Path file) {
        return launch.descriptors.keep(launch.kernel().open(Flags.AT_FDCWD, file.toString(), Flags.O_WRONLY, 0));
    }
}
