// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.linux.cgroup.CgroupManager;
import io.jfn.sandbox.linux.cgroup.SandboxCgroup;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what an earlier worker of this node left. A process is killed only when its own entry under {@code /proc}, read while a
 * descriptor holds it, says that it is in a group of ours: a number alone may be somebody else's by now.
 */
final class Leftovers {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long STEP = 1_000_000;

    private final Syscalls kernel;
    private final CgroupManager cgroups;

    Leftovers(Syscalls kernel, CgroupManager cgroups) {
        this.kernel = kernel;
        this.cgroups = cgroups;
    }

    /** How many sandboxes were ended; those in {@code alive} are ours and stay. */
    int end(Set<String> alive) {
        int count = 0;
        for (String id : cgroups.existing()) {
            if (!alive.contains(id) && end(cgroups.find(id))) {
                count++;
            }
        }
        return count;
    }

    private boolean end(SandboxCgroup group) {
        long until = System.nanoTime() + PATIENCE;
        do {
            for (int pid : group.processes()) {
                kill(pid, group);
            }
            group.thaw();
            if (group.remove()) {
                return true;
            }
            LockSupport.parkNanos(STEP);
        } while (System.nanoTime() < until);
        return false;
    }

    private void kill(int pid, SandboxCgroup group) {
        int process = kernel.openProcess(pid);
        if (process < 0) {
            return;
        }
        try {
            if (group.holds(HostFile.read(kernel, "/proc/" + pid + "/cgroup"))) {
                kernel.signal(process, Flags.SIGKILL);
            }
        } catch (SyscallException e) {
            // It has ended between the two looks.
        } finally {
            kernel.close(process);
        }
    }
}
