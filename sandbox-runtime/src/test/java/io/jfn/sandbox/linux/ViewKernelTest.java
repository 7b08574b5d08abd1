// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.syscall.Flags;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a main process sees of mounts, devices and {@code /proc}; each look also where a step is missing and it must find something. */
@EnabledIf(value = "io.jfn.sandbox.linux.Host#canRunSandboxes", disabledReason = Host.NOT_RUN)
@Timeout(60)
class ViewKernelTest extends NothingLeft {
    /** One line of what the probe says, the same in every run of a full sandbox, and otherwise where a step is missing. */
    record Look(String what, String probe, String expected, List<String> without, Function<String, Boolean> then) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Look> looks() {
        return Stream.of(
                new Look("mask", "umask", "022", List.of("S26 enter workdir"), "000"::equals),
                new Look("working directory", "cwd", "/tmp", List.of("S26 enter workdir"), "/"::equals),
                new Look(
                        "host name",
                        "hostname",
                        Probe.HOST_NAME,
                        List.of("S15 set host name"),
                        name -> !name.equals(Probe.HOST_NAME)),
                new Look(
                        "locked secure bits, which the filter hides",
                        "securebits",
                        "EPERM0",
                        List.of("S25 filter system calls"),
                        "0xcf"::equals),
                new Look(
                        "keyrings",
                        "keyring",
                        "ENOSYS",
                        List.of("S25 filter system calls"),
                        id -> Long.parseLong(id) > 0),
                new Look(
                        "a host port",
                        "reach PORT",
                        "ECONNREFUSED",
                        List.of("NEWNET", "S8 raise loopback"),
                        "connected"::equals),
                new Look(
                        "an abstract host socket",
                        "abstract NAME",
                        "ECONNREFUSED",
                        List.of("NEWNET", "S8 raise loopback", "S24 restrict by Landlock"),
                        "connected"::equals),
                new Look(
                        "a program that is set to root's user",
                        "run /as-root effective",
                        "uid UID gid UID",
                        List.of(
                                "NOSUID",
                                "S18 limit main process",
                                "S23 set no new privileges",
                                "S24 restrict by Landlock",
                                "S25 filter system calls"),
                        line -> line.startsWith("uid 0 ")),
                new Look("the host's processes", "kill JVM", "ESRCH", List.of("NEWPID"), "EPERM"::equals),
                new Look(
                        "the command line of a host's process",
                        "cat /proc/JVM/cmdline",
                        "/proc/JVM/cmdline: ENOENT",
                        List.of("HIDEPID"),
                        text -> text.contains("java")),
                new Look(
                        "the machine's memory",
                        "cat /proc/meminfo",
                        "MemTotal:       32768 kB",
                        List.of("S11m mask proc", "S11m write quota files"),
                        line -> line.startsWith("MemTotal:") && !line.contains(" 32768 kB")),
                new Look(
                        "the machine's interrupts",
                        "cat /proc/interrupts",
                        "",
                        List.of("S11m mask proc", "S11m write quota files"),
                        line -> !line.isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void a_look_finds_nothing_and_finds_it_where_a_step_is_missing(Look look) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var abstractName = new AbstractListener();
                var full = TestNode.full();
                var weakened = TestNode.of(weakened(look.without))) {
            Function<String, String> fill = text -> text.replace("PORT", String.valueOf(listener.getLocalPort()))
                    .replace("NAME", abstractName.name)
                    .replace("JVM", String.valueOf(ProcessHandle.current().pid()));
            String[] probe = fill.apply(look.probe).split(" ", -1);
            try (var running = full.start(probe)) {
                String uid = String.valueOf(running.sandbox().uid());
                assertThat(firstLine(running.output()))
                        .isEqualTo(fill.apply(look.expected).replace("UID", uid));
            }
            String found = firstLine(weakened.run(probe));
            assertThat(look.then.apply(found)).as("found %s", found).isTrue();
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static LaunchPlan weakened(List<String> missing) {
        LaunchPlan plan = LaunchPlan.FULL;
        for (String one : missing) {
            plan = switch (one) {
                case "NEWNET" -> Weakened.sharing(plan, Flags.CLONE_NEWNET);
                case "NEWPID" -> Weakened.sharing(plan, Flags.CLONE_NEWPID);
                case "NOSUID" ->
                    Weakened.behind(
                            plan, "S9 mount image", launch -> launch.kernel().mount(null, "root", null, 0x1020, null));
                case "HIDEPID" ->
                    Weakened.behind(
                            plan,
                            "S16 enter root",
                            launch -> launch.kernel().mount("none", "/proc", null, 0x20, "hidepid=off"));
                default -> plan.without(one);
            };
        }
        return plan;
    }

    @Test
    void its_mounts_are_those_of_the_committed_list() {
        try (var node = TestNode.full();
                var running = node.start("wait")) {
            String inside = Host.read("/proc/" + running.pid() + "/mountinfo");
            assertThat(inside).doesNotContain("jfn").doesNotContain("shared:").doesNotContain("master:");
            var seen = inside.lines().map(ViewKernelTest::mount).sorted().toList();
            // Which files of /proc there are to hide is the kernel's choice.
            var wanted = Resource.lines("mounts.txt").stream()
                    .filter(line -> !line.startsWith("/proc/") || Files.exists(Path.of(line.split(" ", 2)[0])))
                    .toList();
            assertThat(seen).containsExactlyElementsOf(wanted);
        }
    }

    /** Place, attributes, type and limits of a mount. */
    private static String mount(String line) {
        String[] halves = line.split(" - ", 2);
        String[] first = halves[0].split(" ", -1);
        String[] second = halves[1].split(" ", -1);
        String options = second[2].replaceAll("lowerdir.*", "LAYERS").replaceAll("fd/\\d+", "fd/N");
        boolean hosts = second[0].equals("devtmpfs");
        return first[4] + " " + first[5] + " " + second[0] + (hosts ? "" : " " + options);
    }

    @Test
    void it_sees_only_its_own_devices_processes_and_network() {
        try (var node = TestNode.full()) {
            assertThat(node.lines("list", "/dev"))
                    .containsExactly("fd", "full", "null", "random", "stderr", "stdin", "stdout", "urandom", "zero");
            assertThat(node.lines("list", "/"))
                    .containsExactly("as-root", "dev", "etc", "probe", "proc", "run", "sys", "tmp");
            assertThat(node.lines("list", "/proc").stream().filter(name -> name.matches("\\d+")))
                    .hasSize(1);
            assertThat(node.lines("cat", "/proc/net/dev").stream().skip(2))
                    .singleElement()
                    .asString()
                    .contains("lo:");
            // Version 2 moves the child into its group after the namespace was made, so the group has a name in there.
            assertThat(node.lines("cat", "/proc/self/cgroup"))
                    .allMatch(line -> TestNode.V2 ? line.contains("/jfn-" + node.name + "/") : line.endsWith(":/"));
            assertThat(node.lines("env")).containsExactlyInAnyOrder("MARK=here", "PATH=/");
        }
    }

    @Test
    void the_strict_view_of_proc_has_nothing_but_processes() {
        try (var node = TestNode.strict()) {
            assertThat(node.lines("list", "/proc").stream().filter(name -> !name.matches("\\d+|self|thread-self")))
                    .isEmpty();
            assertThat(node.run("attempt", "open-core-pattern")).isEqualTo("open-core-pattern ENOENT\n");
        }
    }

    @Test
    void two_sandboxes_read_the_same_or_their_own_never_the_machines() {
        String[] files = {"cat", "/proc/uptime", "/proc/loadavg", "/proc/stat", "/proc/cpuinfo", "/proc/version"};
        try (var node = TestNode.full()) {
            assertThat(node.run(files)).isEqualTo(node.run(files));
            String bootId = node.run("cat", "/proc/sys/kernel/random/boot_id");
            assertThat(bootId)
                    .isNotEqualTo(node.run("cat", "/proc/sys/kernel/random/boot_id"))
                    .isNotEqualTo(Host.read("/proc/sys/kernel/random/boot_id"));
            for (String hidden :
                    new String[] {"kcore", "keys", "timer_list", "kallsyms", "interrupts", "modules", "locks"}) {
                assertThat(node.run("cat", "/proc/" + hidden)).isIn("", "/proc/" + hidden + ": ENOENT\n");
            }
        }
    }
}
