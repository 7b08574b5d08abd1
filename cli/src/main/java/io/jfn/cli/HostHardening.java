// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What makes a machine safer for functions of people who do not trust each other; none of it is needed to run. */
final class HostHardening {
    private final HostFacts facts;

    /** A kernel setting: which values are safe, what to set, and what it means when it is not set so. */
    private record Setting(String name, Predicate<String> safe, String wanted, String means) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting(
                    "kernel.unprivileged_bpf_disabled",
                    atLeast(1),
                    "1",
                    "ordinary users can load BPF programs and attack the kernel's verifier"),
            new Setting("kernel.kptr_restrict", atLeast(1), "1", "the kernel tells its addresses, which exploits need"),
            new Setting(
                    "kernel.dmesg_restrict",
                    atLeast(1),
                    "1",
                    "everybody can read the kernel's log, with addresses and other tenants' faults in it"),
            new Setting(
                    "kernel.perf_event_paranoid",
                    atLeast(2),
                    "2",
                    "ordinary users can measure what their neighbours' code does"),
            new Setting(
                    "vm.unprivileged_userfaultfd",
                    "0"::equals,
                    "0",
                    "ordinary users can hold the kernel in the middle of a call, which exploits use"),
            new Setting(
                    "fs.protected_symlinks",
                    atLeast(1),
                    "1",
                    "links in shared folders lead privileged programs astray"),
            new Setting(
                    "fs.protected_hardlinks", atLeast(1), "1", "links in shared folders give others' files new names"),
            new Setting(
                    "fs.protected_fifos", atLeast(1), "1", "pipes in shared folders take what was meant for a file"),
            new Setting(
                    "fs.protected_regular",
                    atLeast(1),
                    "1",
                    "files in shared folders take what was meant for a new one"),
            new Setting(
                    "kernel.io_uring_disabled",
                    atLeast(1),
                    "2",
                    "a part of the kernel with many past holes is open; functions are kept from it by a filter alone"),
            new Setting(
                    "fs.suid_dumpable",
                    "0"::equals,
                    "0",
                    "memory of privileged programs is written to files when they crash"),
            new Setting("kernel.yama.ptrace_scope", atLeast(1), "1", "processes of one user can look into each other"),
            new Setting("kernel.sysrq", "0"::equals, "0", "keys, and whoever may write to /proc, command the kernel"),
            new Setting(
                    "kernel.core_pattern",
                    pattern -> !pattern.startsWith("|"),
                    "core",
                    "a crash starts a program of this machine as root, fed by what crashed"));

    HostHardening(HostFacts facts) {
        this.facts = facts;
    }

    List<HostCheck> checks() {
        var checks = new ArrayList<HostCheck>();
        for (Setting setting : SETTINGS) {
            // What this kernel does not have needs no setting.
            facts.read("/proc/sys/" + setting.name().replace('.', '/'))
                    .ifPresent(value -> checks.add(HostCheck.safe(
                            setting.name(),
                            setting.safe().test(value),
                            value,
                            setting.means(),
                            "sysctl -w " + setting.name() + "=" + setting.wanted())));
        }
        checks.add(vulnerabilities());
        facts.read("/sys/devices/system/cpu/smt/active")
                .ifPresent(active -> checks.add(HostCheck.safe(
                        "hyper-threading",
                        active.equals("0"),
                        active.equals("0") ? "off" : "on",
                        "two tenants on one core can measure each other, and jfn does not keep them apart",
                        "echo off > /sys/devices/system/cpu/smt/control")));
        facts.read("/sys/kernel/mm/ksm/run")
                .ifPresent(run -> checks.add(HostCheck.safe(
                        "memory merging (KSM)",
                        !run.equals("1"),
                        run.equals("1") ? "on" : "off",
                        "tenants can find out what others have in memory",
                        "echo 2 > /sys/kernel/mm/ksm/run")));
        long swaps = facts.read("/proc/swaps").orElse("").lines().skip(1).count();
        checks.add(HostCheck.safe(
                "swap",
                swaps == 0,
                swaps == 0 ? "none" : swaps + " in use",
                "a function's memory stays on the disk after its end, unless the swap is encrypted",
                "swapoff -a"));
        return List.copyOf(checks);
    }

    private HostCheck vulnerabilities() {
        String folder = "/sys/devices/system/cpu/vulnerabilities";
        var open = facts.list(folder).stream()
                .filter(name -> facts.read(folder + "/" + name).orElse("").startsWith("Vulnerable"))
                .toList();
        return HostCheck.safe(
                "CPU vulnerabilities",
                open.isEmpty(),
                open.isEmpty() ? "mitigated" : "open: " + String.join(", ", open),
                "one tenant can read another's memory through the processor",
                "apt-get install --only-upgrade linux-image-amd64 intel-microcode amd64-microcode, and boot without mitigations=off");
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
