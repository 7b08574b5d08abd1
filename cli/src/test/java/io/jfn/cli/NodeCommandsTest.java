// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.NodeJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCommandsTest {
    @TempDir
    private Path app;

    @BeforeEach
    void aWorkersJars() throws IOException {
        Files.createDirectory(app.resolve("lib"));
        Files.createFile(app.resolve("lib/b.jar"));
        Files.createFile(app.resolve("lib/a.jar"));
    }

    @Test
    void the_workers_command_line() {
        assertThat(String.join(" ", NodeCommands.worker(setup(new NodeSizing(null, null, null, 4L << 30)))))
                .isEqualTo("setsid /jdk/bin/java " + String.join(" ", NodeJvm.worker())
                        + " -XX:ErrorFile=/s/log/worker-crash.log -cp %1$s/worker.jar:%1$s/lib/a.jar:%1$s/lib/b.jar"
                                .formatted(app)
                        + " io.jfn.pool.Worker --state /s"
                        + " --gateway-uid 64017");
    }

    @Test
    void the_gateways_command_line_leaves_it_no_right() {
        assertThat(String.join(" ", NodeCommands.gateway(setup(new NodeSizing(null, null, null, 4L << 30)))))
                .isEqualTo(
                        "setsid setpriv --reuid 64017 --regid 64017 --clear-groups --inh-caps=-all --bounding-set=-all"
                                + " --no-new-privs /jdk/bin/java "
                                + String.join(" ", NodeJvm.gateway(256))
                                + " -XX:ErrorFile=/s/gateway/crash.log -Djava.io.tmpdir=/s/tmp -Djfn.state-dir=/s"
                                + " -Dquarkus.http.host=127.0.0.1 -Dquarkus.http.port=8080 -jar /a/gateway/run.jar");
    }

    @Test
    void caches_that_are_there_are_used() throws IOException {
        var sizing = new NodeSizing(null, null, null, 4L << 30);
        Files.createFile(app.resolve("worker.aot"));

        assertThat(NodeCommands.worker(setup(sizing))).contains("-XX:AOTCache=" + app.resolve("worker.aot"));
        assertThat(String.join(" ", NodeCommands.gateway(setup(sizing)))).doesNotContain("AOTCache");
    }

    @Test
    void sizes_are_told_to_whom_they_concern() {
        var setup = setup(new NodeSizing(1L << 30, 2, 9, 4L << 30));

        assertThat(NodeCommands.worker(setup))
                .containsSequence("--memory", "1073741824", "--pool-floor", "2", "--pool-ceiling", "9");
        assertThat(NodeCommands.gateway(setup)).contains("-Djfn.memory-bytes=1073741824");
    }

    @ParameterizedTest
    @CsvSource({"1, 256", "4, 256", "8, 512", "16, 1024", "512, 1024"})
    void the_gateways_heap_is_a_sixteenth_of_the_machine_within_bounds(long gib, long heap) {
        assertThat(new NodeSizing(null, null, null, gib << 30).gatewayHeapMib()).isEqualTo(heap);
    }

    @Test
    void the_environment_passes_settings_and_no_secrets() {
        var all = Map.of(
                "PATH", "/bin",
                "LC_ALL", "C",
                "https_proxy", "p",
                "AWS_SECRET_ACCESS_KEY", "s",
                "JAVA_TOOL_OPTIONS", "-javaagent:x",
                "JFN_QUEUE_LENGTH", "5",
                "JFN_STATE", "/s",
                "JFN_TOKEN", "t",
                "QUARKUS_LOG_LEVEL", "DEBUG");

        assertThat(NodeEnvironment.worker(all)).containsOnlyKeys("PATH", "LC_ALL", "https_proxy");
        assertThat(NodeEnvironment.gateway(all, new NodePaths(Path.of("/s"))))
                .containsOnlyKeys("PATH", "LC_ALL", "https_proxy", "JFN_QUEUE_LENGTH", "QUARKUS_LOG_LEVEL", "HOME")
                .containsEntry("HOME", "/s/gateway");
    }

    private NodeSetup setup(NodeSizing sizing) {
        var programs = new NodeApp(app.resolve("worker.jar"), app.resolve("lib"), Path.of("/a/gateway/run.jar"), app);
        return new NodeSetup(
                Path.of("/jdk/bin/java"),
                programs,
                new NodePaths(Path.of("/s")),
                "127.0.0.1",
                8080,
                64017,
                sizing,
                false);
    }
}
