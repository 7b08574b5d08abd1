// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.BuildEvent;
import io.jfn.api.BuiltImageView;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.Problem;
import io.jfn.api.PruneView;
import io.jfn.api.PushEvent;
import io.jfn.api.RuntimeEvent;
import io.jfn.api.RuntimeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jfn build}, {@code images} and {@code runtimes}. */
class ImageCommandsTest {
    private static final String MANIFEST = "sha256:" + "c".repeat(64);

    @TempDir
    Path folder;

    private GatewayDouble gateway;
    private CommandLineRun jfn;

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayDouble();
        jfn = CommandLineRun.at(gateway);
        gateway.answer(
                "POST /v1/builds",
                exchange -> gateway.lines(
                        exchange,
                        new BuildEvent("pack layers", 1, 2, null, null),
                        new BuildEvent(
                                null,
                                0,
                                0,
                                new BuiltImageView(
                                        "hello:1",
                                        MANIFEST,
                                        GatewayDouble.IMAGE,
                                        List.of(MANIFEST, GatewayDouble.IMAGE),
                                        2048),
                                null)));
        gateway.answer(
                "GET /v1/images/" + MANIFEST + "/archive",
                exchange -> GatewayDouble.text(exchange, 200, "the archive"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Path function() throws IOException {
        Path made = Files.createDirectories(folder.resolve("hello"));
        Files.writeString(made.resolve("app.py"), "def handler(event, context): return 1\n");
        Files.writeString(made.resolve("password"), "do not tell");
        Files.writeString(
                made.resolve("function.yaml"),
                "name: hello\nruntime: python3\nhandler: app.handler\nsecrets:\n  password:\n    file: password\n");
        return made;
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void a_build_sends_the_folder_and_never_a_secret() throws IOException {
        assertThat(jfn.run("build", function().toString(), "-t", "hello:1"))
                .as(jfn.err())
                .isZero();
        assertThat(jfn.out()).contains("hello:1 " + MANIFEST, "2 layers, 2 KiB");
        assertThat(jfn.err()).contains("pack layers");
        JsonNode sent = gateway.json("POST /v1/builds");
        assertThat(sent.path("image").asText()).isEqualTo("hello:1");
        assertThat(sent.path("epochSeconds").asLong()).isZero();
        assertThat(sent.path("function").path("source").asText()).isEqualTo(GatewayDouble.SOURCE);
        assertThat(sent.path("function").path("secrets").path("password").asText())
                .isEmpty();
    }

    @Test
    void the_time_comes_from_the_environment() throws IOException {
        assertThat(jfn.with("SOURCE_DATE_EPOCH", "86400")
                        .run("build", function().toString(), "-t", "hello:1"))
                .isZero();
        assertThat(gateway.json("POST /v1/builds").path("epochSeconds").asLong())
                .isEqualTo(86_400);
        assertThat(jfn.with("SOURCE_DATE_EPOCH", "yesterday")
                        .run("build", function().toString(), "-t", "hello:1"))
                .isEqualTo(3);
        assertThat(jfn.err()).contains("SOURCE_DATE_EPOCH", "yesterday");
    }

    @Test
    void the_archive_is_written_whole_or_not_at_all() throws IOException {
        Path file = folder.resolve("hello.tar");
        assertThat(jfn.run("build", function().toString(), "-t", "hello:1", "--output", file.toString()))
                .isZero();
        assertThat(file).hasContent("the archive");
        assertThat(gateway.requests).contains("GET /v1/images/" + MANIFEST + "/archive?name=hello%3A1");
        Files.delete(file);
        gateway.answer(
                "GET /v1/images/" + MANIFEST + "/archive",
                exchange -> gateway.problem(exchange, Problem.of("image_not_found", 400, "it is gone")));
        assertThat(jfn.run("build", function().toString(), "-t", "hello:1", "--output", file.toString()))
                .isEqualTo(3);
        assertThat(jfn.err()).contains("it is gone");
        try (var left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("hello");
        }
    }

    @Test
    void programs_get_json() throws IOException {
        Path file = folder.resolve("hello.tar");
        assertThat(jfn.run("build", function().toString(), "-t", "hello:1", "--output", file.toString(), "-o", "json"))
                .isZero();
        JsonNode told = json(jfn.out());
        assertThat(told.path("built").path("manifest").asText()).isEqualTo(MANIFEST);
        assertThat(told.path("file").asText()).isEqualTo(file.toString());
    }

    @Test
    void what_is_no_folder_of_a_runtime_is_refused_before_anything_is_sent() throws IOException {
        Path made = Files.createDirectories(folder.resolve("web"));
        Files.writeString(made.resolve("function.yaml"), "name: web\nimage: " + GatewayDouble.IMAGE + "\n");
        assertThat(jfn.run("build", made.toString(), "-t", "web:1")).isEqualTo(3);
        assertThat(jfn.err()).contains("is an image already");
        assertThat(jfn.run("build", made.toString())).isEqualTo(2);
        assertThat(jfn.err()).contains("--tag");
        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void a_build_that_fails_says_why() throws IOException {
        gateway.answer(
                "POST /v1/builds",
                exchange -> gateway.lines(
                        exchange,
                        new BuildEvent(null, 0, 0, null, Problem.of("handler_not_found", 400, "no app.handler"))));
        assertThat(jfn.run("build", function().toString(), "-t", "hello:1")).isEqualTo(3);
        assertThat(jfn.err()).contains("no app.handler");
    }

    @Test
    void a_built_image_is_pushed_with_the_credentials_of_its_registry() throws IOException {
        Path docker = Files.createDirectories(folder.resolve("docker"));
        Files.writeString(
                docker.resolve("config.json"), "{\"auths\":{\"registry.example\":{\"auth\":\"bWU6c2VjcmV0\"}}}");
        jfn.with("DOCKER_CONFIG", docker.toString());
        assertThat(jfn.run("build", function().toString(), "-t", "registry.example/hello:1", "--push"))
                .as(jfn.err())
                .isZero();
        assertThat(jfn.out()).contains("registry.example/hello:1 is pushed, " + GatewayDouble.IMAGE);
        assertThat(jfn.err()).contains("push registry.example/hello:1");
        assertThat(gateway.json("POST /v1/images/push").path("image").asText()).isEqualTo("registry.example/hello:1");
        assertThat(gateway.headers.get("POST /v1/images/push")).containsKey("X-registry-auth");
        assertThat(gateway.headers.get("POST /v1/builds")).doesNotContainKey("X-registry-auth");
    }

    @Test
    void an_image_of_the_nodes_own_registry_cannot_be_pushed_and_is_not_even_built() throws IOException {
        assertThat(jfn.run("build", function().toString(), "-t", "hello:1", "--push"))
                .isEqualTo(3);
        assertThat(jfn.err()).contains("'hello:1' names no registry", "registry.example/team/hello:1");
        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void an_image_is_pushed() throws IOException {
        assertThat(jfn.run("images", "push", "registry.example/hello:1")).isZero();
        assertThat(jfn.out()).contains("registry.example/hello:1 is pushed, " + GatewayDouble.IMAGE);
        assertThat(jfn.run("images", "push", "registry.example/hello:1", "-o", "json"))
                .isZero();
        assertThat(jfn.out()).contains("\"manifest\" : \"" + GatewayDouble.IMAGE);
        gateway.answer(
                "POST /v1/images/push", exchange -> gateway.lines(exchange, new PushEvent("push", 0, 1, null, null)));
        assertThat(jfn.run("images", "push", "registry.example/hello:1")).isEqualTo(1);
        assertThat(jfn.err()).contains("did not say whether");
    }

    @Test
    void images_are_listed_with_who_uses_them() throws IOException {
        assertThat(jfn.run("images")).isZero();
        assertThat(jfn.out())
                .containsPattern("NAME +IMAGE +SIZE +LAYERS +USED BY")
                .containsPattern("hello:1 +" + GatewayDouble.IMAGE + " +3 MiB +2 +hello, runtime node");
    }

    @Test
    void a_prune_says_what_it_freed() throws IOException {
        gateway.answer(
                "POST /v1/images/prune",
                exchange -> GatewayDouble.text(
                        exchange,
                        200,
                        new ObjectMapper().writeValueAsString(new PruneView(5 << 20, List.of("old:1")))));
        assertThat(jfn.run("images", "prune", "--all", "--older-than", "2m")).isZero();
        assertThat(jfn.out()).contains("removed old:1", "freed 5 MiB");
        assertThat(gateway.requests).contains("POST /v1/images/prune?all=true&olderThanMillis=120000");
        assertThat(jfn.run("images", "prune", "--older-than", "soon")).isEqualTo(3);
        assertThat(jfn.run("images", "prune", "-o", "json")).isZero();
        assertThat(jfn.out()).contains("\"freedBytes\" : 5242880");
    }

    @Test
    void an_archive_is_imported() throws IOException {
        Path archive = Files.writeString(folder.resolve("image.tar"), "tar");
        assertThat(jfn.run("images", "import", archive.toString())).isZero();
        assertThat(jfn.out()).contains(GatewayDouble.IMAGE + " is ready, 3 MiB unpacked");
        assertThat(jfn.run("images", "import", folder.resolve("none").toString()))
                .isEqualTo(3);
    }

    @Test
    void runtimes_are_listed_and_what_is_missing_is_told() throws IOException {
        gateway.answer(
                "GET /v1/runtimes",
                exchange -> GatewayDouble.text(
                        exchange,
                        200,
                        "[{\"runtime\":\"python3\",\"base\":\"python:3.14\",\"ready\":true,\"image\":\""
                                + GatewayDouble.IMAGE + "\",\"bytes\":1048576},"
                                + "{\"runtime\":\"node\",\"base\":\"machine\",\"ready\":false,\"bytes\":0,"
                                + "\"problem\":\"no node: install it\"}]"));
        assertThat(jfn.run("runtimes")).isZero();
        assertThat(jfn.out())
                .containsPattern("python3 +python:3.14 +yes +1 MiB +" + GatewayDouble.IMAGE)
                .containsPattern("node +machine +cannot be +- +-");
        assertThat(jfn.err()).contains("node: no node: install it");
    }

    @Test
    void runtimes_are_prepared_by_name_or_all_of_them() throws IOException {
        for (FunctionRuntime runtime : FunctionRuntime.values()) {
            gateway.answer(
                    "POST /v1/runtimes/" + runtime + "/prepare",
                    exchange -> gateway.lines(
                            exchange,
                            runtime == FunctionRuntime.NODE
                                    ? new RuntimeEvent(
                                            null, 0, 0, null, Problem.of("interpreter_missing", 400, "no node"))
                                    : new RuntimeEvent(
                                            null,
                                            0,
                                            0,
                                            new RuntimeView(runtime, "machine", true, null, 1 << 20, null),
                                            null)));
        }
        assertThat(jfn.run("runtimes", "prepare", "java", "native")).isZero();
        assertThat(jfn.out()).contains("java is ready, 1 MiB, from machine").contains("native is ready");
        assertThat(jfn.run("runtimes", "prepare", "--all")).isEqualTo(3);
        assertThat(jfn.out()).contains("python3 is ready");
        assertThat(jfn.err()).contains("no node");
        assertThat(jfn.run("runtimes", "prepare")).isEqualTo(2);
        assertThat(jfn.run("runtimes", "prepare", "java", "--all")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "images", "runtimes"})
    void each_has_a_help_and_a_completion(String command) {
        assertThat(jfn.run("help", command)).isZero();
        assertThat(jfn.out()).contains("jfn " + command);
        assertThat(jfn.run("completion", "bash")).isZero();
        assertThat(jfn.out()).contains("_picocli_jfn_" + command);
    }

    @Test
    void options_of_all_commands_may_follow_an_inner_command() {
        var other = new CommandLineRun();
        assertThat(other.run("images", "prune", "--gateway", gateway.url(), "--token", GatewayDouble.TOKEN))
                .isEqualTo(5);
        assertThat(other.err()).contains("there is no function of this name");
    }
}
