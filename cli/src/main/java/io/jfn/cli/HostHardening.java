// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What makes a machine safer for functions of people who do not trust each other; none of it is needed to run. */
final class HostHardening {
    private final HostFacts facts;

    /** A kernel setting: which values are safe, and what to set. */
    private record Setting(String name, Predicate<String> safe, String wanted, String stops) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("kernel.unprivileged_bpf_disabled", atLeast(1), "1", "attacks on the BPF verifier"),
            new Setting("kernel.kptr_restrict", atLeast(1), "1", "kernel addresses for exploits"),
            new Setting("kernel.dmesg_restrict", atLeast(1), "1", "reading the kernel's log"),
            new Setting("kernel.perf_event_paranoid", atLeast(2), "2", "measuring neighbours"),
            new Setting(
                    "vm.unprivileged_userfaultfd", "0"::equals, "0", "holding the kernel in the middle of an exploit"),
            new Setting("fs.protected_symlinks", atLeast(1), "1", "tricks with links in shared folders"),
            new Setting("fs.protected_hardlinks", atLeast(1), "1", "tricks with links in shared folders"),
            new Setting("fs.protected_fifos", atLeast(1), "1", "tricks with pipes in shared folders"),
            new Setting("fs.protected_regular", atLeast(1), "1", "tricks with files in shared folders"),
            new Setting("kernel.io_uring_disabled", atLeast(1), "2", "a part of the kernel with many past holes"),
            new Setting("fs.suid_dumpable", "0"::equals, "0", "memory of privileged programs in files"),
            new Setting("kernel.yama.ptrace_scope", atLeast(1), "1", "processes looking into each other"),
            new Setting("kernel.sysrq", "0"::equals, "0", "keys that command the kernel"),
            new Setting(
                    "kernel.core_pattern",
                    pattern -> !pattern.startsWith("|"),
                    "core",
                    "a program of the host run as root when a function crashes"));

    HostHardening(HostFacts facts) {
        this.facts = facts;
    }

    List<HostCheck> checks() {
        var checks = new ArrayList<HostCheck>();
        for (Setting setting : SETTINGS) {
            // What this kernel does not have needs no setting.
            facts.read("/proc/sys/" + setting.name().replace('.', '/'))
                    .ifPresent(value -> checks.add(HostCheck.wanted(
                            setting.name(),
                            setting.safe().test(value),
                            value,
                            "sysctl -w " + setting.name() + "=" + setting.wanted() + " stops " + setting.stops())));
        }
        checks.add(vulnerabilities());
        facts.read("/sys/devices/system/cpu/smt/active")
                .ifPresent(active -> checks.add(HostCheck.wanted(
                        "hyper-threading",
                        active.equals("0"),
                        active.equals("0") ? "off" : "on",
                        "echo off > /sys/devices/system/cpu/smt/control, where tenants do not trust each other")));
        facts.read("/sys/kernel/mm/ksm/run")
                .ifPresent(run -> checks.add(HostCheck.wanted(
                        "memory merging (KSM)",
                        !run.equals("1"),
                        run.equals("1") ? "on" : "off",
                        "echo 2 > /sys/kernel/mm/ksm/run: it tells tenants what others have in memory")));
        long swaps = facts.read("/proc/swaps").orElse("").lines().skip(1).count();
        checks.add(HostCheck.wanted(
                "swap",
                swaps == 0,
                swaps == 0 ? "none" : swaps + " in use",
                "swapoff -a, or encrypt it: a function's memory stays on it"));
        return List.copyOf(checks);
    }

    private HostCheck vulnerabilities() {
        String folder = "/sys/devices/system/cpu/vulnerabilities";
        var open = facts.list(folder).stream()
                .filter(name -> facts.read(folder + "/" + name).orElse("").startsWith("Vulnerable"))
                .toList();
        return HostCheck.wanted(
                "CPU vulnerabilities",
                open.isEmpty(),
                open.isEmpty() ? "mitigated" : "open: " + String.join(", ", open),
                "update microcode and kernel, and boot without mitigations=off");
    }

    private static Predicate<String> atLeast(int least) {
        return value -> {
            try {
                return Integer.parseInt(value) >= least;
            } catch (NumberFormatException e) {
                return false;
            }
        };
    }
}
