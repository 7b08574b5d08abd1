// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.images.registry.DockerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder with packages becomes an image that is the same bytes whoever builds it and when, that the ordinary tools take, that
 * goes to another registry and comes back, and that answers when it is deployed by its name.
 */
@EnabledIf(
        value = "canRun",
        disabledReason = "not run: needs root, and Debian's python3-pip, skopeo, buildah and docker-registry")
@Timeout(300)
class BuildAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;
    private static Path function;
    private static Path archive;
    private static JsonNode built;

    static boolean canRun() {
        return TestNode.canRunSandboxes()
                && Tools.have("skopeo", "buildah", "docker-registry")
                && Tools.runs("python3", "-m", "pip", "--version");
    }

    @BeforeAll
    static void start() throws IOException {
        function = Files.createDirectory(folder.resolve("built"));
        PythonWheel.write(function.resolve(PythonWheel.NAME));
        Files.writeString(function.resolve("requirements.txt"), "./" + PythonWheel.NAME + "\n");
        Files.writeString(function.resolve("app.py"), """
                from greet import greet

                def handler(event, context):
                    return greet("image")
                """);
        Files.writeString(
                function.resolve("function.yaml"),
                "name: built\nruntime: python3\nhandler: app.handler\nmemory: 64Mi\n");
        node = TestNode.start(folder);
        archive = folder.resolve("first.tar");
        built = build("first", "built:1", "--output", archive.toString());
    }

    @AfterAll
    static void stop() {
        node.endWithoutATrace();
    }

    /** Builds with a cache of its own, so that the packages are installed by each. */
    private static JsonNode build(String cache, String name, String... options) throws IOException {
        String[] words = {"build", function.toString(), "-t", name, "-o", "json"};
        return new ObjectMapper().readTree(jfn(cache, with(words, options)).ok().out());
    }

    private static TestNode.Ran jfn(String cache, String... words) {
        return node.jfn(
                Map.of(
                        "XDG_CACHE_HOME",
                        folder.resolve(cache).toString(),
                        "PIP_NO_INDEX",
                        "1",
                        "DOCKER_CONFIG",
                        folder.resolve("docker").toString()),
                words);
    }

    @Test
    void a_second_build_by_somebody_else_is_the_same_bytes() throws IOException {
        Files.setLastModifiedTime(function.resolve("app.py"), FileTime.fromMillis(1_000_000_000_000L));
        Path second = folder.resolve("second.tar");
        assertThat(build("second", "built:1", "--output", second.toString()).path("built"))
                .isEqualTo(built.path("built"));
        assertThat(Files.mismatch(archive, second)).isEqualTo(-1);
    }

    @Test
    void the_packages_are_a_layer_of_the_image_and_it_answers_by_its_name() {
        assertThat(built.path("built").path("layers")).hasSize(4);
        node.jfn("deploy", "built:1", "--name", "by-name", "--contract", "lambda", "--memory", "64Mi")
                .ok();
        var reply = node.call("by-name", "/");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("hello, image");
        assertThat(node.jfn("images").ok().out()).containsPattern("built:1 .* by-name");
    }

    @Test
    void skopeo_inspects_and_copies_it() throws IOException {
        var seen = new ObjectMapper().readTree(Tools.output("skopeo", "inspect", "oci-archive:" + archive));
        assertThat(seen.path("Digest")).isEqualTo(built.path("built").path("manifest"));
        Path copy = folder.resolve("copy");
        Tools.output("skopeo", "--insecure-policy", "copy", "-q", "oci-archive:" + archive, "dir:" + copy);
        assertThat(Tools.output(
                        "skopeo",
                        "manifest-digest",
                        copy.resolve("manifest.json").toString()))
                .contains(built.path("built").path("manifest").asText());
    }

    /** Podman has images by the library that buildah has them by; there is no engine that needs more than root here. */
    @Test
    void buildah_unpacks_it_and_finds_the_function_with_its_packages() {
        Path work = folder.resolve("buildah");
        String[] store = {
            "buildah",
            "--root",
            work.resolve("storage").toString(),
            "--runroot",
            work.resolve("run").toString(),
            "--storage-driver",
            "vfs"
        };
        String image = Tools.output(with(store, "pull", "-q", "oci-archive:" + archive))
                .strip();
        assertThat(image).isEqualTo(built.path("built").path("image").asText().replace("sha256:", ""));
        String container =
                Tools.output(with(store, "from", "--pull-never", image)).strip();
        try {
            Path root = Path.of(Tools.output(with(store, "mount", container)).strip());
            assertThat(root.resolve("function/app.py")).exists();
            assertThat(root.resolve("function/python_modules/greet.py")).exists();
            assertThat(root.resolve("opt/jfn/bootstrap.py")).exists();
        } finally {
            Tools.output(with(store, "umount", container));
            Tools.output(with(store, "rm", container));
        }
    }

    private static String[] with(String[] before, String... words) {
        String[] all = Arrays.copyOf(before, before.length + words.length);
        System.arraycopy(words, 0, all, before.length, words.length);
        return all;
    }

    @Test
    void it_is_pushed_to_a_registry_with_a_password_and_deployed_from_there() throws IOException {
        Path data = Files.createDirectory(folder.resolve("registry"));
        try (var registry = new DockerRegistry(data, true)) {
            Path docker = Files.createDirectory(folder.resolve("docker"));
            String name = registry.host() + "/team/built:1";
            var refused = jfn("first", "build", function.toString(), "-t", name, "--push");
            assertThat(refused.exit()).isNotZero();
            assertThat(refused.err()).contains(registry.host());
            registry.login(docker);
            var pushed = jfn("first", "images", "push", name).ok();
            assertThat(pushed.out())
                    .contains(name + " is pushed, "
                            + built.path("built").path("manifest").asText());
            String auth = docker.resolve("config.json").toString();
            var seen = new ObjectMapper()
                    .readTree(Tools.output(
                            "skopeo", "inspect", "--authfile", auth, "--tls-verify=false", "docker://" + name));
            assertThat(seen.path("Digest")).isEqualTo(built.path("built").path("manifest"));
            jfn("first", "deploy", name, "--name", "from-there", "--contract", "lambda", "--memory", "64Mi")
                    .ok();
            assertThat(node.call("from-there", "/").body()).contains("hello, image");
        }
    }
}
