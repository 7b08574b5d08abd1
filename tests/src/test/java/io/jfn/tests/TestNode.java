// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A whole node on a state folder and a port of its own, started, used and stopped by the command line as a person would.
 * The jars are those that this build made.
 */
final class TestNode implements AutoCloseable {
    static final Path ROOT =
            Path.of(System.getProperty("jfn.root")).toAbsolutePath().normalize();
    static final Path EXAMPLES = ROOT.resolve("functions-examples");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GATEWAY_UID = "64019";

    final Path state;
    final int port;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private TestNode(Path state, int port) {
        this.state = state;
        this.port = port;
    }

    /** What a command printed, and how it ended. */
    record Ran(int exit, String out, String err) {
        Ran ok() {
            if (exit != 0) {
                throw new AssertionError("the command ended with " + exit + ":\n" + out + err);
            }
            return this;
        }
    }

    /** For {@code @EnabledIf}. */
    static boolean canRunSandboxes() {
        return "root".equals(System.getProperty("user.name"));
    }

    static TestNode start(Path folder, String... options) {
        try {
            // JUnit's folders are their owner's alone; the gateway's user must come through.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var node = new TestNode(folder.resolve("state"), freePort());
        node.up(options);
        return node;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void up(String... options) {
        var words = new ArrayList<>(List.of(
                "up", "--state", state.toString(), "--port", String.valueOf(port), "--gateway-uid", GATEWAY_UID));
        words.addAll(List.of(options));
        run(words).ok();
    }

    Ran down() {
        return run(List.of("down", "--state", state.toString()));
    }

    /** Stops it, and asserts that nothing of it is left on the machine but its state folder. */
    void endWithoutATrace() {
        String id = nodeId();
        down().ok();
        assertThat(Machine.traces(state, id)).isEqualTo(Machine.Traces.NONE);
    }

    /** A command of the client side. */
    Ran jfn(String... words) {
        return jfn(Map.of(), words);
    }

    /** A command of the client side, with variables beside this process's own. */
    Ran jfn(Map<String, String> variables, String... words) {
        var all = new ArrayList<>(List.of("--gateway", base(), "--state", state.toString()));
        all.addAll(List.of(words));
        return run(all, variables);
    }

    private Ran run(List<String> words) {
        return run(words, Map.of());
    }

    private Ran run(List<String> words, Map<String, String> variables) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djfn.root=" + ROOT,
                "-cp",
                ROOT.resolve("cli/target/jfn-cli-0.1.0.jar") + ":" + ROOT.resolve("cli/target/lib") + "/*",
                "io.jfn.cli.Main"));
        command.addAll(words);
        try {
            Path out = Files.createTempFile("jfn-out", "");
            Path err = Files.createTempFile("jfn-err", "");
            try {
                var builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(variables);
                var process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(400, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("jfn " + words + " took more than 400 s:\n" + Files.readString(out)
                            + Files.readString(err));
                }
                return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String base() {
        return "http://127.0.0.1:" + port;
    }

    /** Deploys an example, after its build script where it has one. */
    void deploy(String example) {
        Path folder = EXAMPLES.resolve(example);
        for (String script : List.of("build.sh", "make-image.sh")) {
            if (Files.exists(folder.resolve(script))) {
                shell(folder.resolve(script).toString());
            }
        }
        jfn("deploy", folder.toString()).ok();
    }

    static void shell(String... words) {
        try {
            var process = new ProcessBuilder(words).inheritIO().start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(List.of(words) + " did not work");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> call(String function, String path) {
        return send(HttpRequest.newBuilder(URI.create(base() + "/function/" + function + path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(90)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpClient http() {
        return http;
    }

    static String outcome(HttpResponse<?> reply) {
        return reply.headers().firstValue("X-Jfn-Outcome").orElse("none");
    }

    /** An answer of the API, which must be a success. */
    JsonNode api(String path) {
        try {
            var reply = send(HttpRequest.newBuilder(URI.create(base() + path))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Files.readString(state.resolve("gateway/token"))
                                            .strip()));
            if (reply.statusCode() != 200) {
                throw new AssertionError(path + " answered " + reply.statusCode() + ": " + reply.body());
            }
            return JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle worker() {
        return process("io.jfn.pool.Worker");
    }

    ProcessHandle gateway() {
        return process("quarkus-run.jar");
    }

    /** The process of this node whose command line names {@code program}. */
    private ProcessHandle process(String program) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    String line = Machine.read(Path.of("/proc/" + process.pid() + "/cmdline"));
                    return line.contains(program) && line.contains(state.toString()) && !line.contains("io.jfn.cli");
                })
                .findFirst()
                .orElseThrow(() -> new AssertionError("no process runs " + program + " for " + state));
    }

    String nodeId() {
        return Machine.read(state.resolve("worker/node")).strip();
    }

    @Override
    public void close() {
        down();
    }
}
