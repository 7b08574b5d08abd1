// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.CallAuth;
import io.jfn.api.Contract;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionFileTest {
    private static final Path EXAMPLES = Path.of("../functions-examples");

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("key.txt"), "content");
        Files.writeString(folder.resolve("image.tar"), "an archive");
    }

    @Test
    void every_setting_reaches_the_specification() {
        FunctionSpec spec = read("""
                name: all
                runtime: python3
                command: [python3, -u, app.py]
                contract: http
                port: 9000
                memory: 1Gi
                cpu: 500m
                pids: 7
                timeout: 2m
                tmp: 8Mi
                concurrency: 5
                scale: {min: 1, max: 3, keepAlive: 10s}
                env: {DEBUG: true, LEVEL: 5, EMPTY: ""}
                secrets:
                  file: {file: key.txt}
                  text: {value: hidden}
                  variable: {env: FROM_OUTSIDE}
                auth: token
                network: none
                labels: {team: one}
                """).spec();

        assertThat(spec.runtime()).isEqualTo(FunctionRuntime.PYTHON3);
        assertThat(spec.command()).containsExactly("python3", "-u", "app.py");
        assertThat(spec.contract()).isEqualTo(Contract.HTTP);
        assertThat(spec.port()).isEqualTo(9000);
        assertThat(spec.limits()).isEqualTo(new ResourceLimits(1 << 30, 500, 7, 8 << 20));
        assertThat(spec.timeoutMillis()).isEqualTo(120_000);
        assertThat(spec.concurrency()).isEqualTo(5);
        assertThat(spec.scale()).isEqualTo(new Scaling(1, 3, 10_000));
        assertThat(spec.env()).isEqualTo(Map.of("DEBUG", "true", "LEVEL", "5", "EMPTY", ""));
        assertThat(spec.secrets())
                .isEqualTo(Map.of("file", "Y29udGVudA==", "text", "aGlkZGVu", "variable", "b3V0c2lkZQ=="));
        assertThat(spec.auth()).isEqualTo(CallAuth.TOKEN);
        assertThat(spec.labels()).isEqualTo(Map.of("team", "one"));
    }

    @Test
    void what_is_left_out_has_its_default_and_tmp_never_exceeds_memory() {
        FunctionSpec spec = read("name: small\nruntime: node\nhandler: app.handler\nmemory: 16Mi\n")
                .spec();

        assertThat(spec.contract()).isEqualTo(Contract.LAMBDA);
        assertThat(spec.timeoutMillis()).isEqualTo(FunctionSpec.DEFAULT_TIMEOUT_MILLIS);
        assertThat(spec.scale()).isEqualTo(Scaling.DEFAULT);
        assertThat(spec.limits().tmpBytes()).isEqualTo(16 << 20);
    }

    @Test
    void an_image_is_an_archive_in_the_folder_or_a_digest() {
        assertThat(read("name: x\nimage: image.tar\n").content())
                .isEqualTo(new FunctionDefinition.ImageArchive(folder.resolve("image.tar")));
        String digest = "sha256:" + "c".repeat(64);
        FunctionDefinition imported = read("name: x\nimage: " + digest + "\n");
        assertThat(imported.content()).isEqualTo(new FunctionDefinition.Imported());
        assertThat(imported.spec().image()).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx:1.25", "localhost:5000/team/app:tag", "docker.io/library/nginx", "hello"})
    void an_image_that_is_no_file_is_one_of_a_registry(String image) {
        FunctionDefinition named = read("name: x\nimage: " + image + "\n");
        assertThat(named.content()).isEqualTo(new FunctionDefinition.Imported());
        assertThat(named.spec().image()).isEqualTo(image);
    }

    @Test
    void what_can_be_no_images_name_is_refused_with_its_place() {
        assertThatThrownBy(() -> read("name: x\nimage: no name\n"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("f:2:8: function 'x': image 'no name' is neither a digest nor a name");
    }

    @Test
    void files_of_secrets_are_kept_out_of_what_is_sent() {
        FunctionDefinition function = read("name: x\nruntime: python3\nsecrets: {key: {file: key.txt}}\n");

        assertThat(function.content())
                .isEqualTo(new FunctionDefinition.Folder(folder, Set.of(folder.resolve("key.txt"))));
    }

    @Test
    void a_file_can_hold_several_functions() {
        List<Setting> documents = parse("name: one\nruntime: node\n---\nname: two\nruntime: java\n");

        assertThat(documents)
                .extracting(document -> define(document).spec().name())
                .containsExactly("one", "two");
    }

    @Test
    void an_anchor_can_be_used_again() {
        FunctionSpec spec =
                read("name: x\nruntime: node\nenv: &e {A: b}\nlabels: *e\n").spec();

        assertThat(spec.labels()).isEqualTo(Map.of("A", "b"));
    }

    static Stream<Path> examples() throws IOException {
        try (var files = Files.walk(EXAMPLES)) {
            return files
                    .filter(file -> file.endsWith(FunctionFile.NAME))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_can_be_read(Path file) throws IOException {
        Path own = Files.createDirectories(folder.resolve(file.getParent().getFileName()));
        try (var beside = Files.list(file.getParent())) {
            for (Path one : beside.filter(Files::isRegularFile).toList()) {
                Files.copy(one, own.resolve(one.getFileName().toString()));
            }
        }
        // The archives of the image examples are made by scripts that may not have been run.
        Files.writeString(own.resolve("nginx.tar"), "");
        Files.writeString(own.resolve("image.tar"), "");

        FunctionDefinition function = FunctionSettings.read(
                FunctionFile.read(file).getFirst(), own, name -> null, new FunctionDefinition.Folder(own, Set.of()));

        assertThat(function.spec().labels()).containsKey("demo-call");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memroy: 64Mi                     | 3:1: there is no setting 'memroy' in a function; did you mean 'memory'?
            Memory: 64Mi                     | 3:1: there is no setting 'Memory' in a function; did you mean 'memory'?
            qqqqqq: 1                        | 3:1: there is no setting 'qqqqqq' in a function; known are auth, command,
            memory: lots                     | 3:9: 'lots' is not bytes: write it like 64Mi, 1Gi or 67108864
            memory: 64mi                     | 3:9: '64mi' is not bytes
            memory: -1                       | 3:9: '-1' is not bytes
            memory: 1e9                      | 3:9: '1e9' is not bytes
            memory: 999999999999999Gi        | 3:9: '999999999999999Gi' is not bytes
            memory: 1Mi                      | 3:9: memory limit 1048576 is out of range
            memory: [1, 2]                   | 3:9: memory must be one value and is a list
            memory:                          | 3:8: 'memory' has no value
            cpu: 0.0001                      | 3:6: '0.0001' is not an amount of CPU
            cpu: 0                           | 3:6: cpu limit 0 is out of range
            pids: 1.5                        | 3:7: '1.5' is not a whole number of 1 or more
            pids: 99999999999999999999       | 3:7: '99999999999999999999' is not a whole number
            timeout: 10                      | 3:10: '10' is not a time: write it like 500ms, 10s, 2m or 1h
            timeout: 0s                      | 3:10: timeout must be more than nothing
            timeout: 16m                     | 3:10: function 'x': timeout in ms is 960000
            tmp: 10Gi                        | 3:6: tmp limit 10737418240 is out of range
            port: 0                          | 3:7: '0' is not a whole number of 1 or more
            port: 70000                      | 3:7: function 'x': port is 70000
            contract: grpc                   | 3:11: contract 'grpc' is not one of http, lambda
            auth: [none]                     | 3:7: auth must be one value and is a list
            network: egress                  | 3:10: function 'x': network 'egress' is not available yet
            command: app.py                  | 3:10: command must be a list, as in [python3, app.py], and is 'app.py'
            scale: 3                         | 3:8: scale must be a map of 'key: value' and is '3'
            scale: {max: 0}                  | 3:14: '0' is not a whole number of 1 or more
            scale: {min: 5, max: 2}          | 3:8: scale.min 5 is out of range
            scale: {maximum: 2}              | 3:9: there is no setting 'maximum' in scale
            env: {1A: b}                     | 3:6: function 'x': env name '1A' is not valid
            env: {A: {b: c}}                 | 3:10: env.A must be one value and is a map
            secrets: {s: text}               | 3:14: secret s must be a map of 'key: value' and is 'text'
            secrets: {s: {}}                 | 3:14: secret s needs exactly one of
            secrets: {s: {file: a, env: b}}  | 3:14: secret s needs exactly one of
            secrets: {s: {env: NOT_SET}}     | 3:20: secret s is read from the variable 'NOT_SET', which is not set
            secrets: {s: {file: ../k}}       | 3:21: secret s '../k' is outside of the function's folder
            secrets: {s: {file: a/../../k}}  | 3:21: secret s 'a/../../k' is outside of the function's folder
            secrets: {s: {file: /etc/passwd}}| 3:21: secret s '/etc/passwd' is outside of the function's folder
            secrets: {s: {file: missing}}    | 3:21: secret s 'missing' does not exist
            secrets: {s: {file: .}}          | 3:21: secret s . is not a file
            image: image.tar                 | function 'x': give either a runtime or an image
            image: ../image.tar              | 3:8: image '../image.tar' is outside of the function's folder
            image: missing.tar               | 3:8: image 'missing.tar' does not exist
            name: again                      | 3:1: 'name' is given twice, first at f:1:1
            env: !!java.net.URL {}           | 3:6: tags are not supported
            ? {a: b}                         | 3:3: a key must be a plain word
            labels: *nothing                 | 3:9: alias 'nothing' names no finished anchor
            labels: &l {a: *l}               | 3:16: alias 'l' names no finished anchor
            env: {a: b                       | not valid YAML
            "tab: \t: x                      | not valid YAML
            """)
    void what_is_wrong_is_told_with_its_place(String line, String message) {
        assertThatThrownBy(() -> read("name: x\nruntime: python3\n" + line + "\n"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.INVALID_INPUT))
                .hasMessageStartingWith("f:")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'runtime: python3', 'f:1:1: the function has no name'",
        "'name: Ünï\nruntime: node', 'f:1:7: function name'",
        "'name: x', 'f:1:1: function ''x'': give either a runtime or an image'",
        "'- a', 'f:1:1: a function must be a map'",
        "'', 'f:1:1: describes no function'",
        "'# nothing\n---\n', 'f:1:1: describes no function'",
        "'name: x\u0007', 'f:1:8: contains a character that YAML does not allow'",
    })
    void a_file_that_describes_no_function_is_refused(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(CliException.class).hasMessageStartingWith(message);
    }

    static Stream<String> bombs() {
        var laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 25; i++) {
            laughs.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        return Stream.of(
                laughs.toString(),
                "a: &a [" + "x,".repeat(900) + "]\nb: [" + "*a,".repeat(15) + "]\n",
                "[".repeat(500_000),
                "{a: ".repeat(200_000),
                "- ".repeat(400_000),
                "? ".repeat(400_000),
                "a: " + "[],".repeat(300_000),
                "k: v\n".repeat(200_000),
                "x: \"" + "\\n".repeat(500_000),
                "&a ".repeat(300_000),
                "!!".repeat(300_000),
                "!!".repeat(49_000),
                ("x: \"" + "\\n".repeat(40_000) + "\"\n").repeat(10),
                ("&" + "a".repeat(90_000) + " ").repeat(10),
                "k: |\n" + "  x\n".repeat(200_000),
                "[".repeat(99_000),
                "? ".repeat(49_000),
                "# c\n".repeat(250_000),
                "a\n".repeat(500_000),
                "%YAML 9.9\n---\na: b\n",
                "---\n".repeat(200_000),
                "x".repeat(FunctionFile.LARGEST + 1));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void a_bomb_is_refused_at_once(String text) {
        var clock = ManagementFactory.getThreadMXBean(); // the thread's own time: others may be busy on this machine
        long began = clock.getCurrentThreadCpuTime();
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CliException.class)
                .message()
                .hasSizeLessThan(500);

        assertThat((clock.getCurrentThreadCpuTime() - began) / 1_000_000).isLessThan(300);
    }

    @Test
    void damaged_files_are_refused_and_nothing_else_happens() {
        var random = new Random(42);
        String whole = "name: x\nruntime: python3\nenv: {A: 'b', C: \"d\"}\nscale: {min: 1}\ncommand:\n  - a\n  - b\n";
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = whole.getBytes(StandardCharsets.UTF_8);
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                define(FunctionFile.parse("f", damaged).getFirst());
            } catch (CliException e) {
                assertThat(e.code()).isEqualTo(ExitCode.INVALID_INPUT);
                assertThat(e.getMessage()).startsWith("f:");
            }
        }
    }

    @Test
    void a_link_that_leads_out_of_the_folder_is_refused() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.createSymbolicLink(inner.resolve("link"), folder.resolve("key.txt"));

        assertThatThrownBy(() -> FunctionSettings.read(
                        parse("name: x\nruntime: node\nsecrets: {s: {file: link}}\n")
                                .getFirst(),
                        inner,
                        name -> null,
                        new FunctionDefinition.Folder(inner, Set.of())))
                .hasMessageContaining("f:3:21: secret s 'link' is outside of the function's folder");
    }

    private FunctionDefinition read(String text) {
        return define(parse(text).getFirst());
    }

    private FunctionDefinition define(Setting setting) {
        return FunctionSettings.read(
                setting,
                folder,
                Map.of("FROM_OUTSIDE", "outside")::get,
                new FunctionDefinition.Folder(folder, Set.of()));
    }

    private static List<Setting> parse(String text) {
        return FunctionFile.parse("f", text.getBytes(StandardCharsets.UTF_8));
    }
}
