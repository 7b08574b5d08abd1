// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** An image that an ordinary tool pushed to the node is deployed by its name and answers. */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(300)
class ImagesByNameAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() {
        for (String tool : new String[] {"skopeo", "buildah"}) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":")).anyMatch(bin -> Files.isExecutable(Path.of(bin, tool))),
                    "not run: no " + tool + " on this machine");
        }
        node = TestNode.start(folder);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.down().ok();
        }
    }

    @Test
    void a_pushed_image_is_deployed_by_its_name_and_again_by_its_digest() throws IOException {
        Path archive = folder.resolve("image.oci.tar");
        TestNode.shell(
                TestNode.EXAMPLES.resolve("image-import/make-image.sh").toString(), archive.toString(), "oci-archive");
        String token = Files.readString(node.state.resolve("gateway/token")).strip();
        TestNode.shell(
                "skopeo",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "--dest-creds",
                "jfn:" + token,
                "oci-archive:" + archive,
                "docker://127.0.0.1:" + node.port + "/pushed:latest");

        var deployed = node.jfn("deploy", "pushed").ok();
        assertThat(deployed.out()).contains("pushed revision 1 takes calls");
        assertThat(deployed.err()).contains("deploying the image of that name");
        assertThat(node.call("pushed", "/?name=jfn").body()).contains("hello, jfn");

        var function = node.api("/v1/functions/pushed");
        assertThat(function.path("spec").path("image").asText()).startsWith("sha256:");
        assertThat(function.path("origin").path("reference").asText()).isEqualTo("pushed");
        String digest = function.path("origin").path("manifest").asText();
        node.jfn("deploy", "127.0.0.1:" + node.port + "/pushed@" + digest).ok();
        assertThat(node.api("/v1/functions/pushed").path("spec").path("image"))
                .isEqualTo(function.path("spec").path("image"));
        assertThat(node.jfn("describe", "pushed").ok().out()).contains("local/pushed@" + digest);
    }
}
