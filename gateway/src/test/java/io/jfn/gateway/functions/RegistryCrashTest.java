// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistryCrashTest {
    @TempDir
    Path folder;

    /** Commits revision after revision and says so after each, until it is killed. */
    static final class Committer {
        private Committer() {}

        public static void main(String[] args) {
            try (var registry = new FunctionRegistry(Path.of(args[0]))) {
                for (int number = 1; ; number++) {
                    registry.commit(Revisions.revision("hello", number), number);
                    System.out.println(number);
                }
            }
        }
    }

    @Test
    void an_acknowledged_deploy_survives_a_killed_process() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.sqlite.tmpdir=" + folder,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        Committer.class.getName(),
                        folder.resolve("jfn.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Integer.parseInt(line);
                if (acknowledged == 25) {
                    process.toHandle().destroyForcibly(); // and leaves what was said readable
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(25);
        try (var registry = new FunctionRegistry(folder.resolve("jfn.db"))) {
            DeployedFunction hello = registry.function("hello").orElseThrow();
            assertThat(hello.current().revision().number()).isBetween(acknowledged, acknowledged + 1);
            assertThat(hello.revisions()).hasSize(10);
        }
    }
}
