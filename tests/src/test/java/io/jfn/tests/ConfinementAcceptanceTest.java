// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a deployed function sees from inside, against what the host sees of it; and what the two processes may. The same probe run
 * on the host itself is the positive control: there each of these answers is another one.
 */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(120)
class ConfinementAcceptanceTest {
    private static final List<String> CAPABILITIES = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");

    @TempDir
    static Path folder;

    private static TestNode node;
    private static JsonNode inside;
    private static JsonNode host;
    private static ProcessHandle outside;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start(folder);
        node.deploy("probe");
        inside = TestNode.json(node.call("probe", "/").body());
        outside = node.worker().children().findFirst().orElseThrow();
        host = onTheHost();
    }

    @AfterAll
    static void stop() {
        node.down().ok();
    }

    private static JsonNode onTheHost() throws Exception {
        Path copy = Files.copy(TestNode.EXAMPLES.resolve("probe/app.py"), folder.resolve("app.py"));
        // The attempts would change this machine: they are left out here and have their control in sandbox-runtime.
        Files.writeString(
                copy,
                Files.readString(copy).replace("\"attempts\": {", "\"attempts\": {} and {")
                        + "\nimport json\nprint(json.dumps(handler(None, None)))\n");
        var process = new ProcessBuilder("python3", copy.toString()).start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return TestNode.json(out);
    }

    @Test
    void the_main_process_is_process_1_and_alone() {
        assertThat(inside.get("pid").asInt()).isEqualTo(1);
        // By the host's number, see ADR 0009; and no other.
        assertThat(texts(inside.get("processes"))).containsExactly(String.valueOf(outside.pid()));
        assertThat(Machine.status(outside.pid()).get("NSpid")).endsWith("\t1");
        assertThat(host.get("pid").asInt()).isNotEqualTo(1);
        assertThat(texts(host.get("processes"))).hasSizeGreaterThan(1);
    }

    @Test
    void it_has_a_user_of_its_own_and_no_privilege() {
        var status = Machine.status(outside.pid());
        assertThat(inside.get("uid").asInt())
                .isGreaterThan(65_536)
                .isEqualTo(inside.get("gid").asInt());
        assertThat(status.get("Uid").split("\t")).containsOnly(inside.get("uid").asText());
        assertThat(inside.get("groups")).isEmpty();
        for (String set : CAPABILITIES) {
            assertThat(status.get(set)).as(set).isEqualTo("0000000000000000");
        }
        assertThat(status.get("NoNewPrivs")).isEqualTo("1");
        assertThat(status.get("Seccomp")).isEqualTo("2");
        var worker = Machine.status(node.worker().pid());
        assertThat(worker.get("CapEff")).isNotEqualTo("0000000000000000");
        assertThat(worker.get("Seccomp")).isEqualTo("0");
    }

    @Test
    void it_holds_descriptors_0_1_2_only() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/" + outside.pid() + "/fd"))) {
            List<String> held = descriptors
                    .filter(fd -> !isSocket(fd)) // its own connection to the Runtime API
                    .map(fd -> fd.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(held).containsExactly("0", "1", "2");
        }
    }

    private static boolean isSocket(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void every_namespace_is_its_own() {
        var mine = Machine.namespaces(ProcessHandle.current().pid());
        var its = Machine.namespaces(outside.pid());
        mine.forEach((kind, name) -> assertThat(its.get(kind)).as(kind).isNotEqualTo(name));
        mine.forEach((kind, name) ->
                assertThat(host.get("namespaces").get(kind).asText()).as(kind).isEqualTo(name));
    }

    @Test
    void nothing_of_the_host_is_visible() {
        assertThat(texts(inside.get("interfaces"))).containsExactly("lo");
        String mounts = inside.get("mounts").toString();
        assertThat(mounts)
                .doesNotContain(node.state.toString())
                .doesNotContain("shared:")
                .doesNotContain("/dev/sd");
        assertThat(texts(inside.get("root"))).doesNotContain("work", "home", "root", "boot", "srv", "media");
        assertThat(texts(inside.get("dev")))
                .containsExactly("fd", "full", "null", "random", "stderr", "stdin", "stdout", "urandom", "zero");
        assertThat(texts(host.get("dev"))).contains("null").doesNotContainSequence("fd", "full", "null", "random");
        assertThat(inside.get("hostname").asText())
                .isNotEqualTo(host.get("hostname").asText());
    }

    @Test
    void its_limits_are_those_of_function_yaml() {
        String cgroup = Machine.read(Path.of("/proc/" + outside.pid() + "/cgroup"));
        assertThat(limit(cgroup, "memory", "memory.limit_in_bytes", "memory.max"))
                .isGreaterThanOrEqualTo(64L << 20);
        assertThat(limit(cgroup, "pids", "pids.max", "pids.max")).isBetween(16L, 18L);
        assertThat(inside.get("tmpBytes").asLong()).isEqualTo(8L << 20);
    }

    private static long limit(String cgroup, String controller, String v1, String v2) {
        for (String line : cgroup.lines().toList()) {
            String[] parts = line.split(":", 3);
            Path folder = parts[1].isEmpty()
                    ? Path.of("/sys/fs/cgroup" + parts[2])
                    : Path.of("/sys/fs/cgroup/" + controller + parts[2]);
            Path file = folder.resolve(parts[1].isEmpty() ? v2 : v1);
            if ((parts[1].equals(controller) || parts[1].isEmpty()) && Files.exists(file)) {
                return Long.parseLong(Machine.read(file).strip());
            }
        }
        throw new AssertionError("no " + controller + " limit in " + cgroup);
    }

    @Test
    void what_is_forbidden_fails_and_what_is_allowed_works() {
        var attempts = inside.get("attempts");
        assertThat(attempts.get("chroot").asText()).isEqualTo("EPERM");
        assertThat(attempts.get("setuid0").asText()).isEqualTo("EPERM");
        assertThat(attempts.get("mknod").asText()).isEqualTo("EPERM");
        assertThat(attempts.get("outside").asText()).isEqualTo("ENETUNREACH");
        assertThat(attempts.get("writeProcSys").asText()).isIn("EROFS", "EACCES", "ENOENT");
        assertThat(attempts.get("writeTmp").asText()).isEqualTo("1");
        assertThat(attempts.get("loopback").asText()).isEqualTo("ECONNREFUSED");
    }

    @Test
    void a_secret_is_a_file_and_never_in_the_environment() {
        String secret = Machine.read(TestNode.EXAMPLES.resolve("probe/greeting.txt"));
        assertThat(inside.get("secret").asText()).isEqualTo(secret);
        assertThat(inside.get("environment").toString()).doesNotContain(secret.strip());
        assertThat(node.api("/v1/functions/probe").toString()).doesNotContain(secret.strip());
    }

    @Test
    void the_gateway_is_an_ordinary_user_without_capabilities() {
        var status = Machine.status(node.gateway().pid());
        for (String set : CAPABILITIES) {
            assertThat(status.get(set)).as(set).isEqualTo("0000000000000000");
        }
        assertThat(status.get("NoNewPrivs")).isEqualTo("1");
        assertThat(status.get("Uid").split("\t")).doesNotContain("0");
        assertThat(Machine.status(node.worker().pid()).get("Uid").split("\t")).contains("0");
    }

    @Test
    void the_worker_has_no_internet_socket() {
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            assertThat(Machine.sockets(node.worker().pid(), table)).as(table).isZero();
        }
        // The control: the gateway has one, and this way of looking finds it.
        assertThat(Machine.sockets(node.gateway().pid(), "tcp")
                        + Machine.sockets(node.gateway().pid(), "tcp6"))
                .isPositive();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
