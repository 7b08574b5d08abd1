// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.SyscallException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Stops and continues all processes of a group, and reads back until they are. */
record Freezer(String file, String frozen, String thawed, String stateFile, String frozenState, String thawedState) {
    static final Freezer V1 = new Freezer("freezer.state", "FROZEN", "THAWED", "freezer.state", "FROZEN", "THAWED");
    static final Freezer V2 = new Freezer("cgroup.freeze", "1", "0", "cgroup.events", "frozen 1", "frozen 0");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long STEP = 50_000;

    /** Whether every process is stopped, at most two seconds later. */
    boolean freeze(ControlFiles files, Path group) {
        return set(files, group, frozen, frozenState);
    }

    boolean thaw(ControlFiles files, Path group) {
        return set(files, group, thawed, thawedState);
    }

    private boolean set(ControlFiles files, Path group, String wanted, String state) {
        try {
            files.write(group.resolve(file), wanted);
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENOENT) {
                return true; // no group, no processes: half of what a killed worker left may be gone
            }
            throw e;
        }
        long until = System.nanoTime() + PATIENCE;
        while (!files.read(group.resolve(stateFile)).contains(state)) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(STEP);
        }
        return true;
    }
}
