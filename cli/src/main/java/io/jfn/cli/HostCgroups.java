// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;

/** What a machine's control groups can hold: memory, CPU and tasks are needed. */
final class HostCgroups {
    private static final String ROOT = "/sys/fs/cgroup";
    private static final List<String> NEEDED = List.of("memory", "cpu", "pids");

    private final HostFacts facts;

    HostCgroups(HostFacts facts) {
        this.facts = facts;
    }

    List<HostCheck> checks() {
        if (facts.exists(ROOT + "/cgroup.controllers")) {
            return version2();
        }
        if (facts.list(ROOT).isEmpty()) {
            return List.of(HostCheck.missing(
                    "control groups", "none at " + ROOT, "mount -t cgroup2 none " + ROOT + ", or boot with systemd"));
        }
        return version1();
    }

    private List<HostCheck> version2() {
        var checks = new ArrayList<HostCheck>();
        checks.add(HostCheck.ok("control groups", "v2"));
        var offered =
                List.of(facts.read(ROOT + "/cgroup.controllers").orElse("").split(" ", -1));
        for (String name : NEEDED) {
            boolean there = offered.contains(name);
            checks.add(HostCheck.needed(
                    "controller " + name,
                    there,
                    there ? "yes" : "not in " + ROOT + "/cgroup.controllers",
                    "delegate it to this container, or boot with cgroup_enable=" + name));
        }
        checks.add(writable("control groups writable", ROOT));
        checks.add(HostCheck.wanted(
                "cgroup.kill",
                !oldKernel(),
                oldKernel() ? "no" : "yes",
                "Linux 5.14 kills a sandbox at once: install a newer kernel"));
        checks.add(favorDynMods());
        return List.copyOf(checks);
    }

    private boolean oldKernel() {
        return facts.read("/proc/sys/kernel/osrelease").orElse("6").matches("5\\.(1[0-3]|[0-9])[^0-9].*");
    }

    /** Moving a process into a group waits for all CPUs, unless the hierarchy is mounted for that. */
    private HostCheck favorDynMods() {
        boolean favors = facts.read("/proc/self/mountinfo")
                .orElse("")
                .lines()
                .anyMatch(line -> line.contains(" " + ROOT + " ") && line.contains("favordynmods"));
        return HostCheck.wanted(
                "favordynmods",
                favors,
                favors ? "yes" : "no",
                "with glibc before 2.39 each cold start waits 10 to 30 ms for a move: mount -o remount,favordynmods "
                        + ROOT + " (Linux 6.0), or use glibc 2.39");
    }

    private List<HostCheck> version1() {
        var checks = new ArrayList<HostCheck>();
        boolean hybrid = facts.exists(ROOT + "/unified/cgroup.controllers");
        checks.add(HostCheck.ok("control groups", hybrid ? "hybrid" : "v1"));
        for (String name : List.of("memory", "cpu", "pids", "freezer")) {
            boolean there = facts.exists(ROOT + "/" + name);
            checks.add(
                    there
                            ? writable("controller " + name, ROOT + "/" + name)
                            : HostCheck.missing(
                                    "controller " + name,
                                    "not mounted under " + ROOT,
                                    "mount -t cgroup -o " + name + " " + name + " " + ROOT + "/" + name));
        }
        for (String name : List.of("cpuacct", "devices")) {
            boolean there = facts.exists(ROOT + "/" + name);
            checks.add(HostCheck.wanted(
                    "controller " + name,
                    there,
                    there ? "yes" : "not mounted",
                    "mount -t cgroup -o " + name + " " + name + " " + ROOT + "/" + name));
        }
        return List.copyOf(checks);
    }

    private HostCheck writable(String name, String folder) {
        boolean writable = facts.writable(folder);
        return HostCheck.needed(
                name,
                writable,
                writable ? "yes" : folder + " is not writable",
                "be root, and in a container be privileged, with " + ROOT + " mounted rw");
    }
}
