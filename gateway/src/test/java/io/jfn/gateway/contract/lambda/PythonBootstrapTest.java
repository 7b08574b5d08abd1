// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.FakeMainProcess;
import io.jfn.gateway.contract.RecordingExchange;
import io.jfn.gateway.instance.Endpoint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The bootstrap that Python functions run under, against the Runtime API as it is served. */
@Timeout(60)
@EnabledIf(value = "hasPython", disabledReason = "not run: there is no python3 here")
class PythonBootstrapTest {
    private static final String HANDLER = """
            import os
            def handler(event, context):
                path = event["rawPath"]
                if path == "/fail":
                    raise ValueError("no luck")
                if path == "/exit":
                    os._exit(9)
                return {"statusCode": 200, "headers": {"x-id": context.aws_request_id},
                        "body": path + " " + event.get("body", "") + " " + context.invoked_function_arn}
            """;

    @TempDir
    Path folder;

    private final EventLoopGroup loops = new EpollEventLoopGroup(1);

    static boolean hasPython() {
        try {
            return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @AfterEach
    void stop() {
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Process python(FakeMainProcess process, String handler) throws IOException {
        Path bootstrap = folder.resolve("bootstrap.py");
        try (var code = getClass().getResourceAsStream("/io/jfn/images/bootstrap/bootstrap.py")) {
            Files.write(bootstrap, code.readAllBytes());
        }
        Files.writeString(folder.resolve("app.py"), HANDLER);
        var builder = new ProcessBuilder("python3", bootstrap.toString()).inheritIO();
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + process.port());
        builder.environment().put("LAMBDA_TASK_ROOT", folder.toString());
        builder.environment().put("_HANDLER", handler);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process python = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var _ = python.onExit().thenAccept(gone -> process.exit(gone.exitValue()));
        return python;
    }

    private static RecordingExchange call(Endpoint endpoint, RecordingExchange exchange) {
        endpoint.invoke(exchange);
        return exchange;
    }

    @Test
    void answers_fails_and_crashes_as_its_handler_does() throws Exception {
        FakeMainProcess process = FakeMainProcess.withRuntimeApi();
        Endpoint endpoint = LambdaEndpoint.factory(loops).open(process);
        Process python = python(process, "app.handler");
        try {
            endpoint.ready(20_000).toCompletableFuture().join();
            for (int i = 0; i < 3; i++) {
                var exchange = call(endpoint, RecordingExchange.post("/a", "aGk="));
                assertThat(exchange.body()).startsWith("/a YUdrPQ== arn:aws:lambda:");
                assertThat(exchange.header("x-id")).isEqualTo(exchange.id());
            }
            var failing = call(endpoint, RecordingExchange.get("/fail"));
            assertThat(failing.failure().detail()).contains("ValueError: no luck");
            assertThat(failing.failure().facts()).containsKey("stackTrace");
            assertThat(failing.reusable()).isTrue();

            var crashing = call(endpoint, RecordingExchange.get("/exit"));
            assertThat(crashing.failure().outcome()).isEqualTo(Outcome.CRASHED);
            assertThat(crashing.failure().detail()).contains("exit code 9");
        } finally {
            endpoint.close();
            python.destroyForcibly().waitFor();
        }
    }

    @Test
    void tells_why_it_does_not_start() throws Exception {
        FakeMainProcess process = FakeMainProcess.withRuntimeApi();
        Endpoint endpoint = LambdaEndpoint.factory(loops).open(process);
        Process python = python(process, "missing.handler");
        try {
            assertThatThrownBy(
                            () -> endpoint.ready(20_000).toCompletableFuture().join())
                    .hasMessageContaining("Runtime.ImportModuleError")
                    .hasMessageContaining("missing");
        } finally {
            endpoint.close();
            python.destroyForcibly().waitFor();
        }
    }
}
