// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a machine must have: without one of these, no function runs. */
final class HostNeeds {
    private static final Pattern RELEASE = Pattern.compile("([0-9]+)\\.([0-9]+).*", Pattern.DOTALL);
    private static final Pattern GLIBC = Pattern.compile("stable release version ([0-9]+)\\.([0-9]+)");
    private static final Pattern LIBC = Pattern.compile("\\S*/libc[.-][^\\s]*so[^\\s]*");
    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mnt", "net", "pid", "uts");
    private static final long LEAST_MEMORY = 512L << 20;
    private static final long LEAST_DISK = 1L << 30;

    private final HostFacts facts;
    private final HostRequest request;

    HostNeeds(HostFacts facts, HostRequest request) {
        this.facts = facts;
        this.request = request;
    }

    List<HostCheck> checks() {
        var checks = new ArrayList<HostCheck>();
        checks.add(kernel());
        checks.add(processor());
        checks.add(root());
        checks.add(HostCheck.needed(
                "Java",
                request.java() >= 25,
                "version " + request.java(),
                "install a JDK 25, for example temurin-25-jdk"));
        checks.add(glibc());
        checks.add(namespaces());
        checks.add(seccomp());
        checks.add(overlay());
        checks.add(program("setpriv"));
        checks.add(program("setsid"));
        checks.add(port());
        checks.add(disk());
        checks.add(memory());
        return List.copyOf(checks);
    }

    private HostCheck kernel() {
        String release = facts.read("/proc/sys/kernel/osrelease").orElse("");
        var version = RELEASE.matcher(release);
        if (!version.matches()) {
            return HostCheck.missing(
                    "Linux", "no Linux kernel", "jfn runs on Linux; on another system, run it in a Linux VM");
        }
        // fsopen, openat2 and pidfd are older; 5.12 brings mount_setattr, the newest call that sandboxes cannot do
        // without.
        boolean enough = atLeast(version, 5, 12);
        return HostCheck.needed(
                "Linux", enough, release, "5.12 is needed at least, 6.1 is tried: install a newer kernel");
    }

    private HostCheck processor() {
        boolean intel = facts.exists("/lib64/ld-linux-x86-64.so.2");
        return HostCheck.needed(
                "processor", intel, intel ? "x86_64" : "not x86_64", "sandboxes are made on x86_64 only, with glibc");
    }

    private HostCheck root() {
        String status = facts.read("/proc/self/status").orElse("");
        boolean root = field(status, "Uid").startsWith("0");
        return HostCheck.needed(
                "root", root, root ? "yes" : "an ordinary user", "the worker makes sandboxes: use sudo");
    }

    private HostCheck glibc() {
        String path = LIBC.matcher(facts.read("/proc/self/maps").orElse(""))
                .results()
                .map(result -> result.group())
                .findFirst()
                .orElse("/lib/x86_64-linux-gnu/libc.so.6");
        var version = GLIBC.matcher(facts.read(path).orElse(""));
        if (!version.find()) {
            return HostCheck.missing("glibc", "not found", "2.34 is needed at least: use a distribution with glibc");
        }
        String found = version.group(1) + "." + version.group(2);
        return HostCheck.needed(
                "glibc", atLeast(version, 2, 34), found, "2.34 is needed at least, as Debian 12 or Ubuntu 22.04 have");
    }

    private HostCheck namespaces() {
        var lacking = new ArrayList<>(NAMESPACES);
        lacking.removeAll(facts.list("/proc/self/ns"));
        return HostCheck.needed(
                "namespaces",
                lacking.isEmpty(),
                lacking.isEmpty() ? String.join(" ", NAMESPACES) : "no " + String.join(", no ", lacking),
                "build the kernel with CONFIG_NAMESPACES and all of its kinds");
    }

    private HostCheck seccomp() {
        boolean filter =
                facts.read("/proc/sys/kernel/seccomp/actions_avail").orElse("").contains("kill_process");
        return HostCheck.needed(
                "seccomp", filter, filter ? "filters" : "no filters", "build the kernel with CONFIG_SECCOMP_FILTER");
    }

    private HostCheck overlay() {
        boolean loaded =
                facts.read("/proc/filesystems").orElse("").lines().anyMatch(line -> line.endsWith("\toverlay"));
        if (loaded) {
            return HostCheck.ok("overlay file system", "yes");
        }
        String modules =
                "/lib/modules/" + facts.read("/proc/sys/kernel/osrelease").orElse("") + "/kernel/fs/overlayfs";
        return facts.exists(modules)
                ? HostCheck.warning("overlay file system", "a module that is not loaded", "modprobe overlay")
                : HostCheck.missing("overlay file system", "no", "build the kernel with CONFIG_OVERLAY_FS");
    }

    private HostCheck program(String name) {
        var path = facts.program(name, request.searchPath());
        return HostCheck.needed(
                name, path.isPresent(), path.isPresent() ? "yes" : "not found", "apt-get install util-linux");
    }

    private HostCheck port() {
        return request.portObstacle()
                .map(obstacle -> HostCheck.missing("port", obstacle, "see --port"))
                .orElse(HostCheck.ok("port", "free"));
    }

    private HostCheck disk() {
        return HostCheck.needed(
                "disk",
                request.freeBytes() >= LEAST_DISK,
                NodeMemory.shown(request.freeBytes()) + " free for " + request.state(),
                "images and base images want 1 GiB at least: make room, or choose another --state");
    }

    private HostCheck memory() {
        String total = field(facts.read("/proc/meminfo").orElse(""), "MemTotal").replaceAll("[^0-9]", "");
        long bytes = total.isEmpty() ? 0 : Long.parseLong(total) << 10;
        return HostCheck.needed(
                "memory",
                bytes >= LEAST_MEMORY,
                NodeMemory.shown(bytes),
                "512 MiB are needed at least, 2 GiB are comfortable");
    }

    static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static boolean atLeast(java.util.regex.MatchResult version, int major, int minor) {
        int foundMajor = Integer.parseInt(version.group(1));
        int foundMinor = Integer.parseInt(version.group(2));
        return foundMajor > major || (foundMajor == major && foundMinor >= minor);
    }
}
