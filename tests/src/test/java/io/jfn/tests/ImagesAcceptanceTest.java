// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that buildah, skopeo and umoci wrote, in every form of archive, run unchanged. */
@EnabledIf(
        value = "canRun",
        disabledReason = "not run: needs root, and Debian's buildah, skopeo, umoci, nginx-light and python3")
@Timeout(300)
class ImagesAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    static boolean canRun() {
        return TestNode.canRunSandboxes()
                && Stream.of("bin/buildah", "bin/skopeo", "bin/umoci", "sbin/nginx", "bin/python3")
                        .allMatch(tool -> Files.isExecutable(Path.of("/usr", tool)));
    }

    @BeforeAll
    static void start() throws IOException {
        TestNode.shell(
                TestNode.ROOT.resolve("tests/src/test/sh/make-images.sh").toString(),
                TestNode.EXAMPLES.toString(),
                Files.createDirectory(folder.resolve("images")).toString());
        node = TestNode.start(folder);
    }

    @AfterAll
    static void stop() {
        node.endWithoutATrace();
    }

    @ParameterizedTest
    @CsvSource({
        "static-buildah, 8080, /?name=jfn, 'hello, jfn'",
        "nginx-skopeo, 80, /, served by nginx",
        "python-umoci, 8000, /, hello from python",
        "python-docker, 8000, /index.html, hello from python",
    })
    void an_image_runs_unchanged(String image, int port, String path, String says) throws IOException {
        deploy(image, image, port);
        var reply = node.call(image, path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains(says);
    }

    @Test
    void what_a_higher_layer_takes_away_is_not_there() throws IOException {
        deploy("taken-away", "python-umoci", 8000);
        assertThat(node.call("taken-away", "/old.html").statusCode()).isEqualTo(404);
    }

    private static void deploy(String function, String image, int port) throws IOException {
        Path own = Files.createDirectories(folder.resolve("functions").resolve(function));
        Files.copy(folder.resolve("images").resolve(image + ".tar"), own.resolve("image.tar"));
        Files.writeString(
                own.resolve("function.yaml"),
                "name: " + function + "\nimage: image.tar\ncontract: http\nport: " + port
                        + "\nmemory: 64Mi\npids: 16\ntimeout: 20s\n");
        node.jfn("deploy", own.toString()).ok();
    }
}
