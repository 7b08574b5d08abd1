// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalLong;

/** A root folder with a machine's {@code /proc}, {@code /sys} and programs, as far as they are looked at. */
final class FakeHost {
    final Path root;

    FakeHost(Path root) {
        this.root = root;
    }

    /** A machine that lacks nothing, with control groups of version 2. */
    static FakeHost good(Path root) {
        var host = new FakeHost(root);
        host.file("/proc/sys/kernel/osrelease", "6.12.9-amd64\n");
        host.file("/lib64/ld-linux-x86-64.so.2", "");
        host.file("/proc/self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\n");
        host.file("/proc/self/maps", "7f00 r-xp 00000000 fe:00 12   /lib/x86_64-linux-gnu/libc.so.6\n");
        host.file(
                "/lib/x86_64-linux-gnu/libc.so.6",
                "\u007fELF\0GNU C Library (GNU libc) stable release version 2.41.\0");
        for (String name : new String[] {"cgroup", "ipc", "mnt", "net", "pid", "uts"}) {
            host.file("/proc/self/ns/" + name, "");
        }
        host.file("/proc/sys/kernel/seccomp/actions_avail", "kill_process kill_thread trap errno log allow\n");
        host.file("/proc/filesystems", "nodev\tproc\nnodev\toverlay\n\text4\n");
        host.file("/proc/meminfo", "MemTotal:        4028664 kB\n");
        host.file("/proc/swaps", "Filename Type Size Used Priority\n");
        host.file("/proc/self/mountinfo", """
                1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw
                2 1 8:2 / /var/lib rw,nosuid,nodev - ext4 /dev/sda2 rw
                3 1 0:5 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,favordynmods
                """);
        host.file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids\n");
        host.program("/usr/bin/setpriv");
        host.program("/usr/bin/setsid");
        return host;
    }

    FakeHost file(String path, String text) {
        try {
            Files.createDirectories(at(path).getParent());
            Files.writeString(at(path), text, java.nio.charset.StandardCharsets.ISO_8859_1);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeHost folder(String path) {
        return file(path + "/tasks", "");
    }

    FakeHost program(String path) {
        file(path, "");
        try {
            Files.setPosixFilePermissions(at(path), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    FakeHost without(String path) {
        try {
            Files.delete(at(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DoctorReport examine() {
        return examine(request(OptionalLong.empty()));
    }

    /** As for tenants who do not trust each other. */
    DoctorReport examineStrictly() {
        return DoctorReport.strictly(new HostFacts(root), request(OptionalLong.empty()));
    }

    static HostRequest request(OptionalLong memory) {
        return new HostRequest(
                Path.of("/var/lib/jfn"),
                25,
                "/usr/sbin:/usr/bin",
                50L << 30,
                Optional.empty(),
                Path.of("/var/lib/jfn"),
                memory);
    }

    FakeHost mode(String path, String mode) {
        try {
            Files.setPosixFilePermissions(at(path), PosixFilePermissions.fromString(mode));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DoctorReport examine(HostRequest request) {
        return DoctorReport.of(new HostFacts(root), request);
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
