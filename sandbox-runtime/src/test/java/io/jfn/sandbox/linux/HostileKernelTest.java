// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Flags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cases A, B and G by their ids: the probes that {@code jfn selftest} runs, here also in sandboxes that lack a wall, where they
 * must see something else. After each, the machine holds what it held before and a neighbour answers.
 */
@EnabledIf(value = "io.jfn.sandbox.linux.Hostile#canRun", disabledReason = Host.NOT_RUN)
@Timeout(60)
class HostileKernelTest {
    /** Its probe fills the pipe that only a gateway drains: FloodTest has it. */
    private static final List<String> ELSEWHERE = List.of("B9");

    private static final Map<String, TestNode> NODES = new HashMap<>();
    private static TestNode.Running neighbour;
    private static Host.Holdings empty;
    private static Kept before;

    @BeforeAll
    static void open() {
        try (var _ = TestNode.full()) {
            empty = null; // what is opened once in the life of a JVM is open now
        }
        empty = Host.Holdings.now();
        HostileCase.all().stream()
                .flatMap(one -> one.checks().stream())
                .flatMap(check -> check.controls().stream())
                .map(HostileKernelTest::plan)
                .distinct()
                .forEach(HostileKernelTest::node);
        neighbour = node("full").start("serve", "80");
        assertThat(neighbour.call(80)).contains("200 OK");
        before = Kept.now();
    }

    /** What a sandbox holds; threads that the runtime itself keeps for a while are no one's. */
    private record Kept(List<String> descriptors, List<String> mounts, List<String> cgroups, long threads) {
        static Kept now() {
            var all = Host.Holdings.now();
            return new Kept(
                    all.descriptors(),
                    all.mounts(),
                    all.cgroups(),
                    all.threads().stream()
                            .filter(name -> name.startsWith("sandbox "))
                            .count());
        }
    }

    @AfterEach
    void nothing_is_left_and_the_neighbour_answers() {
        assertThat(neighbour.call(80)).contains("200 OK");
        assertThat(Kept.now().equals(before)).as("nothing is left").isTrue();
    }

    @AfterAll
    static void close() {
        neighbour.close();
        NODES.values().forEach(TestNode::close);
        assertThat(Host.Holdings.now()).isEqualTo(empty);
    }

    private static TestNode node(String plan) {
        return NODES.computeIfAbsent(plan, _ -> {
            var node = TestNode.of(weakened(plan));
            Hostile.install(node);
            return node;
        });
    }

    /** The plan of a control: "planted" is the probe's own doing. */
    private static String plan(String control) {
        String plan = control.replaceFirst(" ?planted$", "");
        return plan.isEmpty() || plan.equals("-") ? "full" : plan;
    }

    private static LaunchPlan weakened(String plan) {
        LaunchPlan full = LaunchPlan.FULL;
        return switch (plan) {
            case "full" -> full;
            case "unfiltered" -> Weakened.UNFILTERED.plan();
            case "privileged" -> Weakened.PRIVILEGED.plan();
            case "open" -> Weakened.OPEN.plan();
            case "unmasked" -> Weakened.UNMASKED.plan();
            case "unheld" -> Weakened.UNHELD.plan();
            case "unlimited" -> full.without("S2 join cgroups").without("S18 limit main process");
            case "no tmp" -> full.without("S13 mount tmp and run").without("S14 write secrets");
            case "host network" -> Weakened.sharing(full, Flags.CLONE_NEWNET).without("S8 raise loopback");
            case "host processes" ->
                Weakened.behind(
                        Weakened.sharing(full, Flags.CLONE_NEWPID),
                        "S16 enter root",
                        launch -> launch.kernel().mount("none", "/proc", null, 0x20, "hidepid=off"));
            case "setuid" ->
                Weakened.behind(
                        full, "S9 mount image", launch -> launch.kernel().mount(null, "root", null, 0x1020, null));
            default -> throw new IllegalArgumentException("no plan is called " + plan);
        };
    }

    static Stream<HostileCase> cases() {
        return HostileCase.all().stream().filter(one -> !ELSEWHERE.contains(one.id()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_case_is_held_and_would_not_be_without_the_wall(HostileCase attack) throws Exception {
        var found = new Findings(attack);
        for (HostileCase.Check check : attack.checks()) {
            assertThat(found.seen("full", check)).as(check.what()).isIn(check.expected());
            for (String control : check.controls()) {
                if (!control.equals("-")) {
                    String seen = found.seen(control, check);
                    assertThat(check.isMet(seen))
                            .as("%s, %s: %s", check.what(), control, seen)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void every_case_has_a_control_or_is_told_to_have_none() {
        var without = HostileCase.all().stream()
                .filter(one ->
                        one.checks().stream().allMatch(check -> check.controls().equals(List.of("-"))))
                .map(HostileCase::id)
                .toList();
        assertThat(without).containsExactlyElementsOf(Resource.lines("uncontrolled.txt"));
    }

    /** What the probes of one case saw, each run once. */
    private static final class Findings {
        private final HostileCase attack;
        private final Map<String, Map<String, String>> runs = new HashMap<>();

        private Findings(HostileCase attack) {
            this.attack = attack;
        }

        String seen(String control, HostileCase.Check check) throws Exception {
            String probe = attack.id()
                    + (check.isOfItsOwn() && check.what().length() > 1 ? check.what() : "")
                    + (control.endsWith("planted") ? "+" : "");
            String first = one(control, probe, check, 1);
            if (!check.expected().contains("distinct")) {
                return first;
            }
            return first.equals(one(control, probe, check, 2)) ? "the same" : "distinct";
        }

        private String one(String control, String probe, HostileCase.Check check, int run) throws Exception {
            String key = control + " " + probe + " " + run;
            if (!runs.containsKey(key)) {
                runs.put(key, Hostile.seen(node(plan(control)), probe));
            }
            var seen = runs.get(key);
            if (check.isOfItsOwn()) {
                return seen.getOrDefault("/", String.join(" ", seen.values()));
            }
            return seen.getOrDefault(check.what(), "nothing " + seen);
        }
    }

    @Test
    void A26_what_a_sandbox_changes_is_its_own_copy() throws Exception {
        var node = node("full");
        Path layer = Hostile.layer(node);
        var files = contents(layer);
        assertThat(Hostile.seen(node, "A26")).containsEntry("seen by itself", "yes");
        assertThat(contents(layer)).isEqualTo(files);
        assertThat(Hostile.seen(node, "G2")).containsEntry("library", "as it came");
        Files.writeString(layer.resolve("function/added.py"), "# the control: this way of looking finds a change\n");
        assertThat(contents(layer)).isNotEqualTo(files);
        Files.delete(layer.resolve("function/added.py"));
    }

    /** Size, time of change and hash of every file. */
    private static Map<String, String> contents(Path tree) throws Exception {
        var contents = new TreeMap<String, String>();
        try (var all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                var hash = new java.util.zip.CRC32C();
                hash.update(Files.readAllBytes(file));
                contents.put(file.toString(), Files.getLastModifiedTime(file) + " " + hash.getValue());
            }
        }
        return contents;
    }

    @Test
    void A4_no_working_folder_of_descriptors_leads_out() throws Exception {
        var node = node("full");
        for (int descriptor = 0; descriptor < 64; descriptor++) {
            String workdir = "/proc/self/fd/" + descriptor;
            var sandbox = node.runtime.make();
            try {
                var claim = Hostile.claim(workdir, "A4");
                sandbox.bind(claim.binding());
                try (var running = new TestNode.Running(sandbox, sandbox.start(claim))) {
                    assertThat(running.output()).as(workdir).contains("folders of the host\tnone");
                    assertThat(Host.link("/proc/" + running.pid() + "/cwd"))
                            .as(workdir)
                            .isEqualTo("/");
                }
            } catch (SandboxException e) {
                assertThat(e.getMessage()).as(workdir).contains("S26 enter workdir");
            } finally {
                sandbox.destroy();
            }
        }
    }
}
