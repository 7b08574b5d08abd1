// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.syscall.Flags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a main process is and has, from inside and from outside. */
@EnabledIf(value = "io.jfn.sandbox.linux.Host#canRunSandboxes", disabledReason = Host.NOT_RUN)
@Timeout(60)
class IsolationKernelTest extends NothingLeft {
    private static final List<String> NAMESPACES = List.of("mnt", "pid", "net", "ipc", "uts", "cgroup");

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
        try (var node = TestNode.of(Weakened.sharing(LaunchPlan.FULL, flag));
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
