// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.syscall.Flags;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a main process has and sees, from inside and from outside; each look also at a sandbox where it must find something. */
@EnabledIf(value = "io.jfn.sandbox.linux.Host#canRunSandboxes", disabledReason = Host.NOT_RUN)
@Timeout(60)
class IsolationKernelTest {
    private static final List<String> NAMESPACES = List.of("mnt", "pid", "net", "ipc", "uts", "cgroup");

    private Host.Holdings before;

    @BeforeEach
    void count() throws Exception {
        try (var _ = TestNode.full();
                var _ = new AbstractListener();
                var _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            before = null; // what is opened once in the life of a JVM is open now
        }
        before = Host.Holdings.now();
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(Host.Holdings.now()).isEqualTo(before);
    }

    private static Map<String, String> status(int pid) {
        var status = new HashMap<String, String>();
        for (String line : Host.read("/proc/" + pid + "/status").split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                status.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return status;
    }

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
                case "NEWNET" -> sharing(plan, Flags.CLONE_NEWNET);
                case "NEWPID" -> sharing(plan, Flags.CLONE_NEWPID);
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

    /** Shares one kind of namespace with the host; never mounts, or the sandbox would take the host's apart. */
    private static LaunchPlan sharing(LaunchPlan plan, int kind) {
        int all = Flags.CLONE_FS
                | Flags.CLONE_NEWNS
                | Flags.CLONE_NEWPID
                | Flags.CLONE_NEWNET
                | Flags.CLONE_NEWIPC
                | Flags.CLONE_NEWUTS
                | Flags.CLONE_NEWCGROUP;
        return Weakened.replaced(plan, "S4 unshare namespaces", launch -> {
            launch.kernel().unshare(all & ~kind);
            launch.kernel().fileModeMask(0);
        });
    }

    @Test
    void the_main_process_is_process_1_leads_a_session_and_has_no_group() {
        try (var node = TestNode.full();
                var running = node.start("whoami")) {
            int uid = running.sandbox().uid();
            assertThat(running.output()).isEqualTo("pid 1 uid " + uid + " gid " + uid + " groups 0 session 1\n");
        }
    }

    @Test
    void nothing_privileged_is_left_to_it() {
        try (var node = TestNode.full();
                var running = node.start("wait")) {
            var status = status(running.pid());
            String uid = String.valueOf(running.sandbox().uid());
            assertThat(status)
                    .containsEntry("Uid", String.join("\t", uid, uid, uid, uid))
                    .containsEntry("Gid", String.join("\t", uid, uid, uid, uid))
                    .containsEntry("Groups", "")
                    .containsEntry("NoNewPrivs", "1")
                    .containsEntry("Seccomp", "2")
                    .containsEntry("SigBlk", "0000000000000000")
                    .containsEntry("SigIgn", "0000000000000000");
            for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
                assertThat(status).containsEntry(set, "0000000000000000");
            }
        }
        try (var node = TestNode.of(Weakened.PRIVILEGED.plan());
                var running = node.start("wait")) {
            assertThat(status(running.pid()))
                    .containsEntry("NoNewPrivs", "0")
                    .containsEntry("Seccomp", "0")
                    .doesNotContainEntry("CapEff", "0000000000000000")
                    .doesNotContainEntry("CapBnd", "0000000000000000");
        }
    }

    @Test
    void it_has_three_descriptors_and_they_are_its_own() {
        try (var node = TestNode.full();
                var running = node.start("wait")) {
            Path open = Path.of("/proc/" + running.pid() + "/fd");
            assertThat(Host.names(open)).containsExactly("0", "1", "2");
            assertThat(Host.link(open + "/0")).endsWith("/dev/null");
            assertThat(Host.link(open + "/1")).startsWith("pipe:");
            assertThat(Host.link(open + "/2")).startsWith("pipe:");
            assertThat(Host.names(Path.of("/proc/self/fd"))).hasSizeGreaterThan(3);
        }
    }

    @Test
    void no_namespace_is_the_hosts_or_a_neighbours() {
        try (var node = TestNode.full();
                var one = node.start("wait");
                var other = node.start("wait")) {
            for (String kind : NAMESPACES) {
                assertThat(List.of(namespace("self", kind), namespace(one, kind), namespace(other, kind)))
                        .doesNotHaveDuplicates();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid", "ipc", "cgroup"})
    void a_namespace_that_is_not_unshared_is_seen_to_be_the_hosts(String kind) {
        int flag = Map.of("pid", Flags.CLONE_NEWPID, "ipc", Flags.CLONE_NEWIPC, "cgroup", Flags.CLONE_NEWCGROUP)
                .get(kind);
        try (var node = TestNode.of(sharing(LaunchPlan.FULL, flag));
                var running = node.start("wait")) {
            assertThat(namespace(running, kind)).isEqualTo(namespace("self", kind));
        }
    }

    private static String namespace(TestNode.Running running, String kind) {
        return namespace(String.valueOf(running.pid()), kind);
    }

    private static String namespace(String process, String kind) {
        return Host.link("/proc/" + process + "/ns/" + kind);
    }

    @Test
    void its_mounts_are_those_of_the_committed_list() {
        try (var node = TestNode.full();
                var running = node.start("wait")) {
            String inside = Host.read("/proc/" + running.pid() + "/mountinfo");
            assertThat(inside).doesNotContain("jfn").doesNotContain("shared:").doesNotContain("master:");
            var seen = inside.lines().map(IsolationKernelTest::mount).sorted().toList();
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
            assertThat(node.lines("cat", "/proc/self/cgroup")).allMatch(line -> line.endsWith(":/"));
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

    @Test
    void its_own_limits_are_the_ones_asked_for() {
        try (var node = TestNode.full()) {
            long files = Probe.LIMITS.tmpBytes() + (64 << 20);
            assertThat(node.lines("limits"))
                    .containsExactly(
                            "FSIZE " + files + " " + files,
                            "CORE 0 0",
                            "NPROC 33 33",
                            "NOFILE 1024 1024",
                            "MEMLOCK 65536 65536",
                            "MSGQUEUE 0 0",
                            "SIGPENDING 1024 1024");
        }
        try (var node = TestNode.of(LaunchPlan.FULL.without("S18 limit main process"))) {
            assertThat(node.run("limits")).doesNotContain("NPROC 33 33");
        }
    }

    @Test
    void sockets_are_of_the_families_of_the_committed_list() {
        var allowed = List.of("1/1", "1/2", "1/3", "1/5", "2/1", "2/2", "10/1", "10/2", "16/2", "16/3");
        try (var node = TestNode.full();
                var open = TestNode.of(Weakened.PRIVILEGED.plan())) {
            assertThat(node.lines("families")).isSubsetOf(allowed).contains("1/1", "2/1", "16/3");
            assertThat(open.lines("families")).hasSizeGreaterThan(allowed.size());
        }
    }

    @Test
    void every_denied_call_is_answered_as_the_specification_says() {
        var numbers = io.jfn.sandbox.syscall.SyscallTable.all();
        for (String line : Resource.lines("denied-calls.txt")) {
            String[] words = line.split(" ", -1);
            var names = Stream.of(words).skip(1).filter(numbers::containsKey).toList();
            String[] probe = Stream.concat(
                            Stream.of("calls"), names.stream().map(name -> String.valueOf(numbers.get(name))))
                    .toArray(String[]::new);
            var limits = new io.jfn.api.ResourceLimits(64 << 20, 2000, 64, 1 << 20);
            try (var node = TestNode.full()) {
                assertThat(Arrays.asList(node.run(limits, probe).split("\n", -1)).stream()
                                .filter(answer -> !answer.isEmpty() && !answer.endsWith(" " + words[0])))
                        .as(words[0])
                        .isEmpty();
            }
        }
    }

    @Test
    void secrets_are_files_that_only_it_can_read() {
        var claim = Probe.claim(
                Probe.LIMITS,
                0,
                Map.of("token", "s3cret".getBytes(StandardCharsets.UTF_8)),
                "cat",
                "/run/secrets/token");
        try (var node = TestNode.full();
                var running = node.start(claim)) {
            assertThat(running.output()).isEqualTo("s3cret");
        }
    }

    @Test
    void arguments_reach_it_as_they_are() {
        try (var node = TestNode.full();
                var running = node.start("nothing; $(id) \n`id`")) {
            assertThat(running.errors()).isEqualTo("unknown command nothing; $(id) \n`id`\n");
        }
    }

    @Test
    void a_crash_leaves_no_core_and_says_its_signal() throws Exception {
        try (var node = TestNode.full();
                var running = node.start("crash")) {
            // Process 1 ignores its own SIGABRT; abort() then runs into an instruction that it may not use.
            assertThat(running.exit().signal()).isEqualTo(11);
            assertThat(running.exit().oomKilled()).isFalse();
        }
    }
}
