// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorReportTest {
    @TempDir
    Path folder;

    private FakeHost host;

    @BeforeEach
    void a_good_machine() {
        host = FakeHost.good(folder);
    }

    @Test
    void finds_nothing_to_say_about_a_good_machine() {
        var report = host.examine();

        assertThat(report.fit()).isTrue();
        assertThat(report.checks()).allMatch(check -> check.verdict() == HostCheck.Verdict.ok);
        assertThat(report.summary()).isEqualTo("this machine can run jfn");
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/sys/kernel/osrelease, 5.10.0-32-amd64, Linux",
        "/proc/self/status, 'Uid:\t1000\t1000\t1000\t1000', root",
        "/lib/x86_64-linux-gnu/libc.so.6, stable release version 2.31., glibc",
        "/proc/sys/kernel/seccomp/actions_avail, trap errno, seccomp",
        "/proc/filesystems, 'nodev\tproc', overlay file system",
        "/proc/meminfo, MemTotal: 200000 kB, memory",
        "/sys/fs/cgroup/cgroup.controllers, cpu memory, controller pids",
        "/proc/self/mountinfo, '1 0 0:9 / / rw - fuse.sshfs host: rw', file system",
        "/proc/self/mountinfo, '1 0 0:9 / / rw - nfs4 host:/ rw', file system",
        "/proc/self/mountinfo, '1 0 0:9 / / ro - ext4 /dev/sda rw', file system writable",
    })
    void calls_a_machine_unfit_that_lacks_what_is_needed(String file, String text, String check) {
        var report = host.file(file, text).examine();

        assertThat(report.fit()).isFalse();
        assertThat(names(report, HostCheck.Verdict.missing)).containsExactly(check);
        assertThat(find(report, check).advice()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/bin/setpriv, setpriv",
        "/usr/bin/setsid, setsid",
        "/proc/self/ns/cgroup, namespaces",
        "/lib64/ld-linux-x86-64.so.2, processor",
        "/sys/fs/cgroup/cgroup.controllers, control groups",
    })
    void calls_a_machine_unfit_without(String file, String check) {
        if (check.equals("control groups")) {
            host.without(file);
            assertThat(names(host.examine(), HostCheck.Verdict.missing)).contains(check);
        } else {
            assertThat(names(host.without(file).examine(), HostCheck.Verdict.missing))
                    .containsExactly(check);
        }
    }

    @Test
    void takes_hybrid_control_groups_and_names_a_hierarchy_that_is_not_mounted() {
        host.without("/sys/fs/cgroup/cgroup.controllers").file("/sys/fs/cgroup/unified/cgroup.controllers", "");
        for (String name : List.of("memory", "cpu", "freezer", "cpuacct", "devices")) {
            host.folder("/sys/fs/cgroup/" + name);
        }
        var report = host.examine();

        assertThat(find(report, "control groups").found()).isEqualTo("hybrid");
        assertThat(names(report, HostCheck.Verdict.missing)).containsExactly("controller pids");
        assertThat(host.folder("/sys/fs/cgroup/pids").examine().fit()).isTrue();
    }

    @Test
    void asks_for_the_overlay_module_where_there_is_one() {
        host.file("/proc/filesystems", "\text4\n").folder("/lib/modules/6.12.9-amd64/kernel/fs/overlayfs");

        var check = find(host.examine(), "overlay file system");

        assertThat(check.verdict()).isEqualTo(HostCheck.Verdict.warning);
        assertThat(check.advice()).isEqualTo("modprobe overlay");
    }

    @ParameterizedTest
    @CsvSource({
        "/proc/sys/kernel/unprivileged_bpf_disabled, 0, kernel.unprivileged_bpf_disabled",
        "/proc/sys/kernel/core_pattern, |/usr/bin/crash %p, kernel.core_pattern",
        "/proc/sys/kernel/yama/ptrace_scope, 0, kernel.yama.ptrace_scope",
        "/proc/sys/fs/suid_dumpable, 1, fs.suid_dumpable",
        "/sys/devices/system/cpu/smt/active, 1, hyper-threading",
        "/sys/kernel/mm/ksm/run, 1, memory merging (KSM)",
        "/sys/devices/system/cpu/vulnerabilities/meltdown, Vulnerable, CPU vulnerabilities",
        "/proc/swaps, 'Filename\n/swap file 1 0 -2', swap",
        "/proc/self/mountinfo, '1 0 8:1 / / rw,nodev - ext4 /dev/sda1 rw', file system options",
    })
    void warns_of_what_is_unsafe_but_works(String file, String text, String check) {
        var report = host.file(file, text).examine();

        assertThat(report.fit()).isTrue();
        assertThat(names(report, HostCheck.Verdict.warning)).contains(check);
        assertThat(find(report, check).advice()).isNotEmpty();
    }

    @Test
    void passes_on_what_hinders_the_port_and_the_disk() {
        var report = host.examine(new HostRequest(
                Path.of("/var/lib"),
                21,
                "/usr/bin",
                1L << 20,
                Optional.of("port 8080 is in use"),
                Path.of("/var/lib/jfn"),
                OptionalLong.empty()));

        assertThat(names(report, HostCheck.Verdict.missing)).containsExactly("Java", "port", "disk");
        assertThat(report.summary()).isEqualTo("this machine cannot run jfn: 3 missing");
    }

    @Test
    void finds_nothing_to_say_about_a_hardened_machine_either() {
        var report = hardened().examineStrictly();

        assertThat(report.checks())
                .filteredOn(check -> check.verdict() != HostCheck.Verdict.ok)
                .isEmpty();
        assertThat(report.fit()).isTrue();
        assertThat(names(report, HostCheck.Verdict.ok))
                .contains("modules of rare protocols", "folders of the node", "socket of the worker")
                .contains("memory left to the machine", "kernel.core_pattern", "CPU vulnerabilities");
    }

    private FakeHost hardened() {
        host.file("/lib/modules/6.12.9-amd64/modules.dep", "kernel/net/sctp/sctp.ko.xz: kernel/lib/crc.ko.xz\n")
                .file("/etc/modprobe.d/jfn.conf", "# rare\ninstall sctp /bin/false\n")
                .file("/proc/sys/kernel/core_pattern", "core\n");
        for (String folder : List.of("gateway", "tmp", "store", "worker", "log")) {
            host.folder("/var/lib/jfn/" + folder).mode("/var/lib/jfn/" + folder, "rwx------");
        }
        return host.file("/var/lib/jfn/run/worker.sock", "").mode("/var/lib/jfn/run/worker.sock", "rw-------");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            /proc/sys/kernel/unprivileged_bpf_disabled; 0; kernel.unprivileged_bpf_disabled; sysctl -w kernel.unprivileged_bpf_disabled=1
            /proc/sys/kernel/kptr_restrict; 0; kernel.kptr_restrict; sysctl -w kernel.kptr_restrict=1
            /proc/sys/kernel/dmesg_restrict; 0; kernel.dmesg_restrict; sysctl -w kernel.dmesg_restrict=1
            /proc/sys/kernel/perf_event_paranoid; 1; kernel.perf_event_paranoid; sysctl -w kernel.perf_event_paranoid=2
            /proc/sys/vm/unprivileged_userfaultfd; 1; vm.unprivileged_userfaultfd; sysctl -w vm.unprivileged_userfaultfd=0
            /proc/sys/fs/protected_symlinks; 0; fs.protected_symlinks; sysctl -w fs.protected_symlinks=1
            /proc/sys/fs/protected_hardlinks; 0; fs.protected_hardlinks; sysctl -w fs.protected_hardlinks=1
            /proc/sys/fs/protected_fifos; 0; fs.protected_fifos; sysctl -w fs.protected_fifos=1
            /proc/sys/fs/protected_regular; 0; fs.protected_regular; sysctl -w fs.protected_regular=1
            /proc/sys/kernel/io_uring_disabled; 0; kernel.io_uring_disabled; sysctl -w kernel.io_uring_disabled=2
            /proc/sys/fs/suid_dumpable; 2; fs.suid_dumpable; sysctl -w fs.suid_dumpable=0
            /proc/sys/kernel/yama/ptrace_scope; 0; kernel.yama.ptrace_scope; sysctl -w kernel.yama.ptrace_scope=1
            /proc/sys/kernel/sysrq; 438; kernel.sysrq; sysctl -w kernel.sysrq=0
            /proc/sys/kernel/core_pattern; |/usr/bin/crash %p; kernel.core_pattern; sysctl -w kernel.core_pattern=core
            /sys/devices/system/cpu/smt/active; 1; hyper-threading; echo off > /sys/devices/system/cpu/smt/control
            /sys/kernel/mm/ksm/run; 1; memory merging (KSM); echo 2 > /sys/kernel/mm/ksm/run
            /sys/devices/system/cpu/vulnerabilities/mds; Vulnerable: no microcode; CPU vulnerabilities; intel-microcode
            /etc/modprobe.d/jfn.conf; blacklist sctp; modules of rare protocols; printf 'install %s /bin/false\\n' sctp > /etc/modprobe.d/jfn.conf
            """)
    void a_strict_look_refuses_what_is_not_as_it_should_be(String file, String text, String check, String command) {
        var report = hardened().file(file, text).examineStrictly();

        assertThat(report.fit()).isFalse();
        assertThat(names(report, HostCheck.Verdict.missing)).isEmpty();
        assertThat(names(report, HostCheck.Verdict.warning)).containsExactly(check);
        assertThat(find(report, check).means()).isNotEmpty();
        assertThat(find(report, check).advice()).contains(command);
        assertThat(report.summary())
                .isEqualTo("this machine can run jfn, but not for tenants who do not trust each other; 1 warning");
    }

    @ParameterizedTest
    @CsvSource({
        "gateway, rwxr-x---, folders of the node, chmod 0700 /var/lib/jfn/gateway",
        "store, rwx-----x, folders of the node, chmod 0700 /var/lib/jfn/store",
        "run/worker.sock, rw-rw----, socket of the worker, chmod 0600 /var/lib/jfn/run/worker.sock",
    })
    void a_strict_look_refuses_what_others_can_get_at(String path, String mode, String check, String command) {
        var report = hardened().mode("/var/lib/jfn/" + path, mode).examineStrictly();

        assertThat(report.fit()).isFalse();
        assertThat(names(report, HostCheck.Verdict.warning)).containsExactly(check);
        assertThat(find(report, check).advice()).isEqualTo(command);
    }

    @Test
    void a_strict_look_wants_memory_left_to_the_machine() {
        var all = DoctorReport.strictly(
                new HostFacts(hardened().root), FakeHost.request(OptionalLong.of(4_028_664L << 10)));

        assertThat(all.fit()).isFalse();
        assertThat(find(all, "memory left to the machine").advice()).isEqualTo("jfn up --memory 3678Mi");
    }

    @Test
    void where_no_module_can_be_loaded_any_more_none_is_rare() {
        var report = hardened()
                .without("/etc/modprobe.d/jfn.conf")
                .file("/proc/sys/kernel/modules_disabled", "1\n")
                .examineStrictly();

        assertThat(report.fit()).isTrue();
    }

    private static List<String> names(DoctorReport report, HostCheck.Verdict verdict) {
        return report.checks().stream()
                .filter(check -> check.verdict() == verdict)
                .map(HostCheck::name)
                .toList();
    }

    private static HostCheck find(DoctorReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
