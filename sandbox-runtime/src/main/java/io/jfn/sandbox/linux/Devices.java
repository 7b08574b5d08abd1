// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.List;

/** S7: {@code /dev} with five devices, each checked to be what its name says, and nothing else. */
final class Devices {
    private static final byte[] NOTHING = {};
    private static final List<Device> ALL = List.of(
            new Device("null", 3),
            new Device("zero", 5),
            new Device("full", 7),
            new Device("random", 8),
            new Device("urandom", 9));

    private Devices() {}

    static void build(Launch launch) {
        Syscalls kernel = launch.kernel();
        int dev =
                Mounts.tmpfs(kernel, 64 << 10, 32, "0755", Flags.MOUNT_NOSUID | Flags.MOUNT_NODEV | Flags.MOUNT_NOEXEC);
        try {
            kernel.moveMount(dev, launch.scratch, "dev");
            for (Device device : ALL) {
                Mounts.writeFile(kernel, dev, device.name, 0666, NOTHING);
                bind(kernel, device, dev);
            }
            kernel.makeLink("/proc/self/fd", dev, "fd");
            kernel.makeLink("/proc/self/fd/0", dev, "stdin");
            kernel.makeLink("/proc/self/fd/1", dev, "stdout");
            kernel.makeLink("/proc/self/fd/2", dev, "stderr");
            kernel.setMountAttributes(dev, "", Flags.MOUNT_RDONLY);
        } finally {
            kernel.close(dev);
        }
    }

    private static void bind(Syscalls kernel, Device device, int dev) {
        int host = kernel.open(Flags.AT_FDCWD, "/dev/" + device.name, Flags.O_PATH | Flags.O_NOFOLLOW, 0);
        try {
            if (kernel.characterDevice(host) != (1L << 20) + device.minor) {
                throw new SyscallException(
                        "check", "/dev/" + device.name + " is not device 1:" + device.minor, Errno.EPERM);
            }
            Mounts.bind(kernel, host, "", dev, device.name, Flags.MOUNT_NOSUID | Flags.MOUNT_NOEXEC);
        } finally {
            kernel.close(host);
        }
    }

    /** A memory device: major number 1. */
    private record Device(String name, int minor) {}
}
