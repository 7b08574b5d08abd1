// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Handler functions run on images laid out as the official ones of their languages are, and what is built of one runs too. */
@EnabledIf(value = "canRun", disabledReason = "not run: needs root, and Debian's buildah, python3 and nodejs")
@Timeout(300)
class OfficialImagesAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    static boolean canRun() {
        return TestNode.canRunSandboxes() && Tools.have("buildah", "node");
    }

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start(folder);
        Files.createDirectory(node.state.resolve("images"));
        for (String runtime : new String[] {"python3", "node", "java"}) {
            TestNode.shell(
                    "env",
                    "JAVA_HOME=" + System.getProperty("java.home"),
                    TestNode.ROOT
                            .resolve("tests/src/test/resources/official-image.sh")
                            .toString(),
                    runtime,
                    node.state.resolve("images/" + runtime + ".tar").toString());
        }
        Files.writeString(
                node.state.resolve("runtimes.yaml"),
                "python3: images/python3.tar\nnode: images/node.tar\njava: images/java.tar\n");
        assertThat(node.jfn("runtimes", "prepare", "python3", "node", "java")
                        .ok()
                        .out())
                .contains("python3 is ready", "node is ready", "java is ready");
    }

    @AfterAll
    static void stop() {
        node.endWithoutATrace();
    }

    private static Path function(String name, String runtime, String handler, String file, String text)
            throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve(file), text);
        Files.writeString(
                made.resolve("function.yaml"),
                "name: " + name + "\nruntime: " + runtime + "\nhandler: " + handler + "\n");
        return made;
    }

    private static String answer(Path function) {
        node.jfn("deploy", function.toString()).ok();
        var reply = node.call(function.getFileName().toString(), "/");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void a_python_handler_runs_on_the_images_own_interpreter() throws IOException {
        String text = "import sys, ssl, json\n\ndef handler(event, context):\n    return sys.executable\n";
        assertThat(answer(function("on-python", "python3", "app.handler", "app.py", text)))
                .contains("/usr/local/bin/python3");
    }

    @Test
    void a_node_handler_runs_on_the_images_own_interpreter() throws IOException {
        String text = "export const handler = async () => process.execPath;\n";
        assertThat(answer(function("on-node", "node", "app.handler", "app.mjs", text)))
                .contains("/usr/local/bin/node");
    }

    @Test
    void a_java_handler_runs_on_the_images_own_interpreter() throws IOException {
        String text = """
                public final class Home {
                    public static String handle(Object event) {
                        return System.getProperty("java.home");
                    }
                }
                """;
        assertThat(answer(function("on-java", "java", "Home::handle", "Home.java", text)))
                .contains("/opt/java/openjdk");
    }

    @Test
    void what_is_built_on_it_is_the_same_twice_and_runs_as_an_image() throws IOException {
        String example = TestNode.EXAMPLES.resolve("hello-python").toString();
        Path first = folder.resolve("first.tar");
        Path second = folder.resolve("second.tar");
        node.jfn("build", example, "-t", "hello-built:1", "--output", first.toString())
                .ok();
        node.jfn("build", example, "-t", "hello-built:1", "--output", second.toString())
                .ok();
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        node.jfn("deploy", "hello-built:1", "--contract", "lambda").ok();
        assertThat(node.call("hello-built", "/?name=jfn").body()).contains("hello, jfn");
        assertThat(node.jfn("images").ok().out()).containsPattern("hello-built:1 .* hello-built");
    }
}
