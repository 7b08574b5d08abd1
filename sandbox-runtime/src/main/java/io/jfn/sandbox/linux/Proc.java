// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** S11, S11m: {@code /proc} of the sandbox's own processes; what tells about the host is empty, read-only or made up. */
final class Proc {
    private static final List<String> HIDDEN = List.of(
            "acpi",
            "asound",
            "buddyinfo",
            "cmdline",
            "config.gz",
            "consoles",
            "diskstats",
            "dma",
            "execdomains",
            "interrupts",
            "iomem",
            "ioports",
            "kallsyms",
            "kcore",
            "key-users",
            "keys",
            "kmsg",
            "kpagecgroup",
            "kpagecount",
            "kpageflags",
            "latency_stats",
            "locks",
            "misc",
            "modules",
            "mtrr",
            "pagetypeinfo",
            "partitions",
            "pressure",
            "sched_debug",
            "schedstat",
            "scsi",
            "slabinfo",
            "softirqs",
            "swaps",
            "sysvipc",
            "timer_list",
            "timer_stats",
            "vmallocinfo",
            "vmstat",
            "zoneinfo",
            "mdstat",
            "dynamic_debug",
            "cgroups");
    private static final List<String> READ_ONLY = List.of("bus", "driver", "fs", "irq", "sys", "sysrq-trigger", "tty");
    private static final List<String> QUOTA = List.of("cpuinfo", "meminfo", "stat", "uptime", "loadavg", "version");
    private static final String BOOT_ID = "sys/kernel/random/boot_id";

    private Proc() {}

    /** What of this the running kernel has. */
    static Node.ProcMasks masks(Path proc) {
        return new Node.ProcMasks(
                present(proc, HIDDEN).stream()
                        .filter(name -> !Files.isDirectory(proc.resolve(name)))
                        .toList(),
                present(proc, HIDDEN).stream()
                        .filter(name -> Files.isDirectory(proc.resolve(name)))
                        .toList(),
                present(proc, READ_ONLY),
                present(proc, QUOTA));
    }

    static void mount(Launch launch) {
        Syscalls kernel = launch.kernel();
        int fileSystem = kernel.openFileSystem("proc");
        try {
            // The file system shows the processes of the namespace of who makes it. This thread stays in the host's for
            // all its life, only its children are in the sandbox's: so other users' processes are hidden by the one
            // thing they do not share, the sandbox's own user id.
            kernel.configure(fileSystem, "hidepid", "invisible");
            if (strict(launch)) {
                kernel.configure(fileSystem, "subset", "pid");
            }
            int proc = kernel.mountDetached(fileSystem, Flags.MOUNT_NOSUID | Flags.MOUNT_NODEV | Flags.MOUNT_NOEXEC);
            try {
                kernel.moveMount(proc, launch.scratch, "proc");
            } finally {
                kernel.close(proc);
            }
        } finally {
            kernel.close(fileSystem);
        }
    }

    static void mask(Launch launch) {
        if (strict(launch)) {
            return;
        }
        Syscalls kernel = launch.kernel();
        int empty = Mounts.tmpfs(kernel, 4096, 8, "0555", Flags.MOUNT_NOSUID | Flags.MOUNT_NODEV | Flags.MOUNT_NOEXEC);
        try {
            kernel.makeDirectory(launch.scratch, "empty", 0755);
            kernel.moveMount(empty, launch.scratch, "empty");
            Mounts.writeFile(kernel, empty, "file", 0444, new byte[0]);
            kernel.makeDirectory(empty, "folder", 0555);
            kernel.setMountAttributes(empty, "", Flags.MOUNT_RDONLY);
            int proc = kernel.open(launch.scratch, "proc", Flags.O_PATH | Flags.O_DIRECTORY, 0);
            try {
                overlay(launch, proc, empty);
            } finally {
                kernel.close(proc);
            }
        } finally {
            kernel.close(empty);
        }
    }

    private static void overlay(Launch launch, int proc, int empty) {
        Syscalls kernel = launch.kernel();
        Node.ProcMasks masks = launch.node.proc();
        masks.emptyFiles().forEach(name -> Mounts.bind(kernel, empty, "file", proc, name));
        masks.emptyFolders().forEach(name -> Mounts.bind(kernel, empty, "folder", proc, name));
        masks.readOnly().forEach(name -> Mounts.bind(kernel, proc, name, proc, name, Flags.MOUNT_RDONLY));
        for (String name : masks.quota()) {
            Mounts.writeFile(kernel, launch.scratch, "quota/" + name, 0444, new byte[0]);
            Mounts.bind(kernel, launch.scratch, "quota/" + name, proc, name, Flags.MOUNT_RDONLY);
        }
        Mounts.writeFile(kernel, launch.scratch, "quota/boot_id", 0444, QuotaFiles.bootId(launch.id));
        Mounts.bind(kernel, launch.scratch, "quota/boot_id", proc, BOOT_ID, Flags.MOUNT_RDONLY);
    }

    static boolean strict(Launch launch) {
        return launch.node.config().proc() == SandboxRuntimeConfig.ProcView.STRICT;
    }

    private static List<String> present(Path proc, List<String> names) {
        return names.stream().filter(name -> Files.exists(proc.resolve(name))).toList();
    }
}
