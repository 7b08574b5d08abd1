// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.DeployEvent;
import io.jfn.api.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeployCommandTest {
    private static final String PUT = "PUT /v1/functions/hello";
    private static final String YAML = "name: hello\nruntime: python3\nhandler: app.handler\nmemory: 64Mi\n";

    @TempDir
    Path folder;

    private GatewayDouble gateway;
    private CommandLineRun jfn;

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayDouble();
        jfn = CommandLineRun.at(gateway);
        Files.writeString(folder.resolve("app.py"), "def handler(event, context):\n    return 1\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void a_folder_is_packed_sent_and_deployed_and_the_way_to_call_it_is_shown() throws IOException {
        yaml(YAML);

        assertThat(jfn.run("deploy", folder.toString())).isZero();

        assertThat(gateway.requests).containsExactly("POST /v1/sources", PUT);
        assertThat(FolderPackTest.entries(gateway.bodies.get("POST /v1/sources"))
                        .keySet())
                .containsExactly("app.py");
        JsonNode spec = gateway.json(PUT);
        assertThat(spec.path("source").asText()).isEqualTo(GatewayDouble.SOURCE);
        assertThat(spec.path("runtime").asText()).isEqualTo("python3");
        assertThat(gateway.headers.get(PUT).get("Accept")).containsExactly("application/x-ndjson");
        assertThat(jfn.out())
                .contains("hello revision 3 takes calls")
                .contains("curl " + gateway.url() + "/function/hello")
                .contains("memory 64 MiB, cpu 1, pids 128, timeout 30 s, tmp 64 MiB, network none");
        assertThat(jfn.err().lines())
                .containsSubsequence("deploying hello", "  pack " + folder.getFileName(), "  base image python3")
                .anyMatch(line -> line.matches("  upload [\\d.]+ B"));
    }

    @Test
    void what_is_neither_folder_nor_archive_is_an_image_of_that_name() throws IOException {
        assertThat(jfn.run("deploy", "hello")).isZero();
        assertThat(gateway.requests).containsExactly(PUT);
        assertThat(gateway.json(PUT).path("image").asText()).isEqualTo("hello");
        assertThat(gateway.headers.get(PUT)).doesNotContainKey("X-registry-auth");
        assertThat(jfn.err()).contains("there is no folder or archive 'hello': deploying the image of that name");

        assertThat(jfn.run("deploy", "localhost:5000/team/hello:v2", "--memory", "64Mi"))
                .isZero();
        assertThat(gateway.json(PUT).path("image").asText()).isEqualTo("localhost:5000/team/hello:v2");
        assertThat(gateway.json(PUT).path("limits").path("memoryBytes").asLong())
                .isEqualTo(64 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./hello", "hello/", "hello.tar.gz", "function.yaml", "Hello World", "../hello"})
    void what_looks_like_a_file_that_is_not_there_is_no_image(String target) {
        assertThat(jfn.run("deploy", target)).isEqualTo(3);
        assertThat(jfn.err()).contains("there is no such folder or archive");
        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void the_developers_credentials_go_with_the_one_request_that_names_the_registry() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"auths":{"registry.example:5000":{"auth":"%s"}}}""".formatted(encoded("me:s3cret")));
        jfn.with("DOCKER_CONFIG", folder.toString());

        assertThat(jfn.run("deploy", "registry.example:5000/team/hello")).isZero();
        JsonNode login = new ObjectMapper()
                .readTree(Base64.getUrlDecoder()
                        .decode(gateway.headers.get(PUT).get("X-registry-auth").getFirst()));
        assertThat(login.path("username").asText()).isEqualTo("me");
        assertThat(login.path("password").asText()).isEqualTo("s3cret");
        assertThat(login.path("serveraddress").asText()).isEqualTo("registry.example:5000");
        assertThat(jfn.err() + jfn.out()).doesNotContain("s3cret");

        assertThat(jfn.run("deploy", "other.example/team/hello")).isZero();
        assertThat(gateway.headers.get(PUT)).doesNotContainKey("X-registry-auth");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void json_output_is_one_document_and_no_progress() throws IOException {
        yaml(YAML);

        assertThat(jfn.run("-o", "json", "deploy", folder.toString())).isZero();

        JsonNode result = new ObjectMapper().readTree(jfn.out());
        assertThat(result.path("url").asText()).isEqualTo(gateway.url() + "/function/hello");
        assertThat(result.path("function").path("revision").asInt()).isEqualTo(3);
        assertThat(jfn.err()).isEmpty();
    }

    @Test
    void a_terminal_shows_a_bar_and_takes_it_away() throws IOException {
        yaml(YAML);

        assertThat(jfn.fancy().run("deploy", folder.toString())).isZero();
        assertThat(jfn.err())
                .contains("[============            ] base image python3")
                .endsWith("\r\u001b[K");
    }

    @Test
    void options_count_more_than_the_file() throws IOException {
        yaml(YAML + "env: {A: file, B: file}\nscale: {min: 1, max: 4}\n");

        assertThat(jfn.run(
                        "deploy",
                        folder.toString(),
                        "--name",
                        "hello",
                        "--memory",
                        "128Mi",
                        "--env",
                        "A=option",
                        "--max",
                        "2",
                        "--secret",
                        "s=env:HIDDEN"))
                .isEqualTo(3);
        assertThat(jfn.err()).contains("jfn: --secret: secret s is read from the variable 'HIDDEN', which is not set");

        assertThat(CommandLineRun.at(gateway)
                        .with("HIDDEN", "x")
                        .run(
                                "deploy",
                                folder.toString(),
                                "--memory",
                                "128Mi",
                                "--env",
                                "A=option",
                                "--max",
                                "2",
                                "--secret",
                                "s=env:HIDDEN"))
                .isZero();
        JsonNode spec = gateway.json(PUT);
        assertThat(spec.path("limits").path("memoryBytes").asLong()).isEqualTo(128 << 20);
        assertThat(spec.path("env").toString()).isEqualTo("{\"A\":\"option\",\"B\":\"file\"}");
        assertThat(spec.path("scale").path("min").asInt()).isEqualTo(1);
        assertThat(spec.path("scale").path("max").asInt()).isEqualTo(2);
        assertThat(spec.path("secrets").path("s").asText()).isEqualTo("eA==");
    }

    @Test
    void a_wrong_option_is_named() throws IOException {
        yaml(YAML);

        assertThat(jfn.run("deploy", folder.toString(), "--memory", "much")).isEqualTo(3);
        assertThat(jfn.err()).startsWith("jfn: --memory: 'much' is not bytes");
        assertThat(gateway.requests).isEmpty();
    }

    @Test
    void a_folder_without_a_description_is_guessed_and_that_is_said() throws IOException {
        assertThat(jfn.run("deploy", folder.toString(), "--name", "hello")).isZero();

        assertThat(jfn.err()).contains("has no function.yaml; app.py defines a function 'handler': runtime python3");
        assertThat(gateway.json(PUT).path("handler").asText()).isEqualTo("app.handler");
    }

    @Test
    void a_file_of_several_functions_deploys_each() throws IOException {
        Path file = Files.writeString(folder.resolve("all.yaml"), YAML + "---\n" + YAML.replace("hello", "other"));

        assertThat(jfn.run("deploy", "-f", file.toString(), "-o", "json")).isZero();
        assertThat(new ObjectMapper().readTree(jfn.out())).hasSize(2);
        assertThat(gateway.requests).contains(PUT, "PUT /v1/functions/other");
        assertThat(FolderPackTest.entries(gateway.bodies.get("POST /v1/sources"))
                        .keySet())
                .containsExactly("app.py");
    }

    @Test
    void a_problem_in_the_middle_of_a_deploy_is_told() throws IOException {
        yaml(YAML);
        gateway.answer(
                PUT,
                exchange -> gateway.lines(
                        exchange,
                        new DeployEvent("check", 0, 0, null, null),
                        new DeployEvent(null, 0, 0, null, Problem.of("handler_not_found", 422, "no file app.py"))));

        assertThat(jfn.run("deploy", folder.toString())).isEqualTo(3);
        assertThat(jfn.err()).endsWith("jfn: no file app.py" + System.lineSeparator());
        assertThat(jfn.out()).isEmpty();
    }

    @Test
    void a_deploy_without_an_end_has_not_worked() throws IOException {
        yaml(YAML);
        gateway.answer(PUT, exchange -> gateway.lines(exchange, new DeployEvent("check", 0, 0, null, null)));

        assertThat(jfn.run("deploy", folder.toString())).isEqualTo(1);
        assertThat(jfn.err()).contains("did not say whether 'hello' was deployed");
    }

    @Test
    void an_image_archive_is_imported_first() throws IOException {
        Path archive = tar("image.tar", "blobs/sha256/x", "{}", "manifest.json", "[{\"Layers\":[]}]");

        assertThat(jfn.run("deploy", archive.toString())).isEqualTo(3);
        assertThat(jfn.err()).contains("an image archive says no function's name: give one with --name");
        assertThat(CommandLineRun.at(gateway).run("deploy", archive.toString(), "--name", "hello", "--port", "80"))
                .isZero();
        assertThat(gateway.requests).containsExactly("POST /v1/images", PUT);
        assertThat(gateway.bodies.get("POST /v1/images")).isEqualTo(Files.readAllBytes(archive));
        assertThat(gateway.json(PUT).path("image").asText()).isEqualTo(GatewayDouble.IMAGE);
        assertThat(gateway.json(PUT).path("port").asInt()).isEqualTo(80);
    }

    @Test
    void an_image_named_in_function_yaml_is_imported_first() throws IOException {
        tar("image.tar", "oci-layout", "{}");
        yaml("name: hello\nimage: image.tar\ncontract: http\n");

        assertThat(jfn.run("deploy", folder.toString())).isZero();
        assertThat(gateway.requests).containsExactly("POST /v1/images", PUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fn.tar", "fn.tar.gz", "fn.zip"})
    void an_archive_of_a_folder_is_sent_as_it_is(String name) throws IOException {
        Path archive = name.endsWith("zip")
                ? zip(name, "function.yaml", YAML, "manifest.json", "{}")
                : tar(name, "./function.yaml", YAML, "manifest.json", "{}");

        assertThat(jfn.run("deploy", archive.toString())).isZero();
        assertThat(gateway.bodies.get("POST /v1/sources")).isEqualTo(Files.readAllBytes(archive));
        assertThat(gateway.json(PUT).path("limits").path("memoryBytes").asLong())
                .isEqualTo(64 << 20);
    }

    @Test
    void an_archive_that_says_nothing_needs_options() throws IOException {
        Path archive = tar("hello.tar.gz", "app.py", "x");
        assertThat(jfn.run("deploy", archive.toString())).isEqualTo(3);
        assertThat(jfn.err()).contains("has no function.yaml at its top and is no image");

        assertThat(CommandLineRun.at(gateway)
                        .run("deploy", archive.toString(), "--runtime", "python3", "--handler", "app.handler"))
                .isZero();
        assertThat(gateway.requests).contains(PUT);
    }

    @Test
    void an_archive_cannot_name_files_of_this_machine() throws IOException {
        Path archive = tar("fn.tar", "function.yaml", YAML + "secrets: {s: {file: app.py}}\n");

        assertThat(jfn.run("deploy", archive.toString())).isEqualTo(3);
        assertThat(jfn.err()).contains("fn.tar!function.yaml:5:21: secret s cannot be read from a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an archive", "PK", ""})
    void what_is_no_archive_is_refused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("x.bin"), content.repeat(100));

        assertThat(jfn.run("deploy", file.toString())).isEqualTo(3);
        assertThat(gateway.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python3", "node", "java"})
    void what_init_writes_can_be_deployed(String runtime) throws IOException {
        Path made = folder.resolve("hello");

        assertThat(jfn.run("init", "--runtime", runtime, made.toString())).isZero();
        assertThat(CommandLineRun.at(gateway).run("deploy", made.toString())).isZero();
        assertThat(gateway.json(PUT).path("runtime").asText()).isEqualTo(runtime);

        var again = CommandLineRun.at(gateway);
        assertThat(again.run("init", "--runtime", runtime, made.toString())).isEqualTo(3);
        assertThat(again.err()).contains("function.yaml: is there already; nothing was written");
    }

    @Test
    void init_writes_a_native_function_with_a_script_that_builds_it() {
        Path made = folder.resolve("hello");

        assertThat(jfn.run("init", "--runtime", "native", made.toString(), "-o", "json"))
                .isZero();
        assertThat(made.resolve("build.sh")).isExecutable();
        assertThat(made.resolve(".jfnignore")).hasContent("*.c\n*.sh");
        assertThat(made.resolve("function.yaml")).content().contains("name: hello\n");
    }

    private void yaml(String text) throws IOException {
        Files.writeString(folder.resolve("function.yaml"), text);
    }

    private Path tar(String name, String... namesAndContents) throws IOException {
        Path file = folder.resolve(name);
        var raw = Files.newOutputStream(file);
        try (var tar = new TarWriter(name.endsWith("gz") ? new GZIPOutputStream(raw) : raw)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                byte[] content = namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8);
                tar.file(namesAndContents[i], false, content.length, new java.io.ByteArrayInputStream(content));
            }
        }
        return file;
    }

    private Path zip(String name, String... namesAndContents) throws IOException {
        Path file = folder.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
