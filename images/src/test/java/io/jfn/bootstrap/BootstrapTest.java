// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The bootstraps of all languages, each as a real child process that talks to a fake Runtime API. */
class BootstrapTest {
    @TempDir
    Path scratch;

    private FakeRuntimeApi api;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        api = new FakeRuntimeApi();
    }

    @AfterEach
    void close() throws InterruptedException {
        api.close();
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void answers_one_event_after_another_on_one_connection(Language language) throws Exception {
        Process process = start(language, language.handlers.formatted("echo"), language.source);
        for (int call = 1; call <= 3; call++) {
            api.event("{\"n\":" + call + ",\"text\":\"grüße \\u0041\\n\",\"list\":[1,2.5,null,true]}");
            var posted = api.posted();
            assertThat(posted.path()).isEqualTo("invocation/call-" + call + "/response");
            assertThat(JsonReader.read(posted.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .isEqualTo(Map.of(
                            "event",
                            JsonReader.read(("{\"n\":" + call
                                            + ",\"text\":\"gr\\u00fc\\u00dfe A\\n\",\"list\":[1,2.5,null,true]}")
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                            "id",
                            "call-" + call,
                            "name",
                            "hello",
                            "memory",
                            128L,
                            "arn",
                            "arn:aws:lambda:local:000000000000:function:hello",
                            "inTime",
                            true));
        }
        assertThat(api.connections()).isEqualTo(1);
        assertThat(process.inputReader().readLine()).isEqualTo("seen by hello");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void an_error_of_the_handler_is_the_invocations_and_the_next_one_is_answered(Language language) throws Exception {
        start(language, language.handlers.formatted("broken"), language.source);
        for (int call = 1; call <= 2; call++) {
            api.event("{}");
            var posted = api.posted();
            assertThat(posted.path()).isEqualTo("invocation/call-" + call + "/error");
            assertThat(posted.errorType())
                    .startsWith("Function.")
                    .containsPattern("ValueError|TypeError|IllegalArgument");
            assertThat(posted.body()).contains("\"no luck\"", "\"errorType\"", "\"stackTrace\"", "broken");
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void an_event_that_is_not_json_and_a_reply_that_json_can_not_say_are_reported(Language language) throws Exception {
        start(language, language.handlers.formatted("unsayable"), language.source);
        api.event("{not json}");
        assertThat(api.posted().errorType()).matches("Runtime\\.(Unm|M)arshalError");
        api.event("{}");
        assertThat(api.posted().errorType()).isEqualTo("Runtime.MarshalError");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void a_handler_that_ends_the_process_ends_it_with_its_own_code(Language language) throws Exception {
        Process process = start(language, language.handlers.formatted("leave"), language.source);
        api.event("{}");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "PYTHON, app.missing, Runtime.HandlerNotFound, has no function 'missing'",
        "PYTHON, nowhere.echo, Runtime.ImportModuleError, No module named 'nowhere'",
        "PYTHON, echo, Runtime.MalformedHandlerName, module.function",
        "NODE, app.missing, Runtime.HandlerNotFound, exports no function 'missing'",
        "NODE, nowhere.echo, Runtime.ImportModuleError, there is no nowhere.js",
        "NODE, echo, Runtime.MalformedHandlerName, module.function",
        "JAVA, io.jfn.bootstrap.Handlers::missing, Runtime.HandlerNotFound, has no method 'missing'",
        "JAVA, no.Where::echo, Runtime.ImportModuleError, class 'no.Where'",
        "JAVA, Handlers::, Runtime.MalformedHandlerName, pkg.Class::method",
    })
    void a_handler_that_does_not_load_is_an_init_error_and_exit_1(
            Language language, String handler, String category, String text) throws Exception {
        Process process = start(language, handler, language.source);
        var posted = api.posted();
        assertThat(posted.path()).isEqualTo("init/error");
        assertThat(posted.errorType()).isEqualTo(category);
        assertThat(posted.body()).contains("\"errorMessage\"", text.replace("\"", "\\\""));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.errorReader().lines().toList())
                .anySatisfy(line -> assertThat(line).contains("the function did not start", text));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void code_that_fails_while_it_is_loaded_is_an_init_error_that_says_why(Language language) throws Exception {
        String handler = language == Language.JAVA
                ? "io.jfn.bootstrap.Handlers$Burning::echo"
                : language.handlers.formatted("echo");
        Process process = start(language, handler, language.burning);
        var posted = api.posted();
        assertThat(posted.path()).isEqualTo("init/error");
        assertThat(posted.body()
                        + String.join("\n", process.errorReader().lines().toList()))
                .contains("the disk is on fire");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void ends_when_the_platform_ends_the_connection(Language language) throws Exception {
        Process process = start(language, language.handlers.formatted("echo"), language.source);
        api.event("1");
        api.posted();
        api.close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
    }

    @Test
    void python_finds_handlers_in_packages() throws Exception {
        Path folder = Files.createDirectories(scratch.resolve("function/shop/orders"));
        Files.writeString(folder.resolve("api.py"), "def take(event, context):\n    return 'taken'\n");
        start(Language.PYTHON, "shop/orders/api.take", Language.PYTHON.source);
        api.event("null");
        assertThat(api.posted().body()).isEqualTo("\"taken\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app.js   | exports.handler = (event, context, done) => { setTimeout(done, 1, null, event + 1); }
            app.cjs  | module.exports = { handler: async (event) => event + 1 }
            app.mjs  | export default { handler: (event) => event + 1 }
            """)
    void node_takes_commonjs_and_callbacks(String file, String source) throws Exception {
        assumeTrue(Language.NODE.interpreter().isPresent(), "not run: no node on this machine");
        Files.writeString(Files.createDirectories(scratch.resolve("function")).resolve(file), source);
        start(Language.NODE, "app.handler", null);
        api.event("41");
        assertThat(api.posted().body()).isEqualTo("42");
    }

    @Test
    void node_reports_a_handler_that_never_calls_back() throws Exception {
        start(Language.NODE, "app.handler", "export const handler = (event, context, done) => {};\n");
        for (int call = 1; call <= 2; call++) {
            api.event("{}");
            assertThat(api.posted().errorType()).isEqualTo("Runtime.NodeJsExit");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Handlers::raw     | {"a": 1}    | {"a": 1}
            Handlers::text    | "a \\n b"   | "a \\n b for hello"
            Handlers::text    | [1]         | "[1] for hello"
            Handlers::list    | [1, "b"]    | ["b",1]
            Handlers::streams | {"a": [] }  | {"a": [] }
            Handlers::twice   | 21          | 42
            Handlers$Shout    | "hey"       | "HEY"
            """)
    void java_passes_the_event_as_the_parameter_asks(String handler, String event, String reply) throws Exception {
        start(Language.JAVA, "io.jfn.bootstrap." + handler, "");
        api.event(event);
        assertThat(api.posted().body()).isEqualTo(reply);
    }

    private Process start(Language language, String handler, String source) throws IOException {
        assumeTrue(language.interpreter().isPresent(), "not run: no interpreter of " + language + " on this machine");
        Path function = Files.createDirectories(scratch.resolve("function"));
        if (source != null) {
            Files.writeString(function.resolve(language.file), source);
        }
        var builder = new ProcessBuilder(language.command(scratch));
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "hello");
        builder.environment().put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
        builder.environment().put("LAMBDA_TASK_ROOT", function.toString());
        builder.environment().put("_HANDLER", handler);
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
