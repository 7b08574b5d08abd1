// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Functions whose packages are installed by the ordinary tools when they are deployed, from files beside them. */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(300)
class DependenciesAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(folder);
    }

    @AfterAll
    static void stop() {
        node.down().ok();
    }

    static boolean hasPip() {
        return Tools.runs("python3", "-m", "pip", "--version");
    }

    static boolean hasNpm() {
        return Tools.runs("npm", "--version");
    }

    @Test
    @EnabledIf(value = "hasPip", disabledReason = "not run: there is no pip here (Debian: apt-get install python3-pip)")
    void a_python_function_has_its_packages_as_a_handler_and_as_a_plain_program() throws IOException {
        Path function = Files.createDirectory(folder.resolve("with-pip"));
        PythonWheel.write(function.resolve(PythonWheel.NAME));
        Files.writeString(function.resolve("requirements.txt"), "./" + PythonWheel.NAME + "\n");
        Files.writeString(function.resolve("app.py"), """
                import os
                from greet import greet

                def handler(event, context):
                    return greet("handler")

                if __name__ == "__main__":
                    from http.server import BaseHTTPRequestHandler, HTTPServer

                    class Greeting(BaseHTTPRequestHandler):
                        def do_GET(self):
                            self.send_response(200)
                            self.end_headers()
                            self.wfile.write(greet("program").encode())

                    HTTPServer(("", int(os.environ["PORT"])), Greeting).serve_forever()
                """);

        var first = deploy(function, "--name", "with-pip", "--runtime", "python3", "--handler", "app.handler");
        assertThat(first.err()).contains("install requirements.txt by python3");
        assertThat(node.call("with-pip", "/").body()).contains("hello, handler");
        String layer = node.api("/v1/functions/with-pip")
                .path("spec")
                .path("dependencies")
                .asText();
        assertThat(node.jfn("describe", "with-pip").ok().out()).contains("layer " + layer);

        Files.writeString(function.resolve("function.yaml"), """
                name: with-pip-http
                runtime: python3
                command: [python3, app.py]
                """);
        var second = deploy(function);
        assertThat(second.err())
                .contains("packages of requirements.txt, installed before", "dependencies are on the node")
                .doesNotContain("install requirements.txt by python3");
        assertThat(node.call("with-pip-http", "/").body()).contains("hello, program");
        assertThat(node.api("/v1/functions/with-pip-http")
                        .path("spec")
                        .path("dependencies")
                        .asText())
                .isEqualTo(layer);
    }

    @Test
    @EnabledIf(value = "hasNpm", disabledReason = "not run: there is no npm here (Debian: apt-get install npm)")
    void a_node_function_has_its_packages() throws IOException {
        Path function = Files.createDirectory(folder.resolve("with-npm"));
        Path greet = Files.createDirectories(function.resolve("vendor/greet"));
        Files.writeString(greet.resolve("package.json"), "{\"name\": \"greet\", \"version\": \"1.0.0\"}");
        Files.writeString(greet.resolve("index.js"), "module.exports = (name) => 'hello, ' + name;\n");
        Files.writeString(function.resolve(".jfnignore"), "vendor/\n");
        Files.writeString(function.resolve("package.json"), "{\"dependencies\": {\"greet\": \"file:./vendor/greet\"}}");
        Files.writeString(
                function.resolve("app.mjs"),
                "import greet from 'greet';\nexport const handler = async () => greet('module');\n");

        deploy(function);

        assertThat(node.call("with-npm", "/").body()).contains("hello, module");
        assertThat(function.resolve("node_modules")).doesNotExist();
    }

    private static TestNode.Ran deploy(Path function, String... options) {
        var words = new String[options.length + 2];
        words[0] = "deploy";
        words[1] = function.toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return node.jfn(
                        Map.of(
                                "XDG_CACHE_HOME",
                                folder.resolve("cache").toString(),
                                "PIP_NO_INDEX",
                                "1",
                                "npm_config_offline",
                                "true",
                                "npm_config_cache",
                                folder.resolve("npm").toString()),
                        words)
                .ok();
    }
}
