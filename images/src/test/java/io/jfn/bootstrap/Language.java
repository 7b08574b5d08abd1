// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A language with a bootstrap: how its child process is started, and the same handlers written in it. */
enum Language {
    PYTHON("python3", "app.%s", "app.py", """
            import sys
            def echo(event, context):
                print("seen by", context.function_name)
                return {"event": event, "id": context.aws_request_id, "name": context.function_name,
                        "memory": int(context.memory_limit_in_mb), "arn": context.invoked_function_arn,
                        "inTime": 0 < context.get_remaining_time_in_millis() <= 60000}
            def broken(event, context):
                raise ValueError("no luck")
            def unsayable(event, context):
                return object()
            def leave(event, context):
                sys.exit(3)
            """, "raise OSError('the disk is on fire')\n"),
    NODE("node", "app.%s", "app.mjs", """
            export const echo = async (event, context) => {
              console.log('seen by', context.functionName);
              return { event, id: context.awsRequestId, name: context.functionName,
                memory: Number(context.memoryLimitInMB), arn: context.invokedFunctionArn,
                inTime: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 60000 };
            };
            export const broken = () => { throw new TypeError('no luck'); };
            export const unsayable = () => 1n;
            export const leave = () => process.exit(3);
            """, "throw new Error('the disk is on fire');\n"),
    JAVA("java", "io.jfn.bootstrap.Handlers::%s", "nothing", "", "");

    final String handlers;
    final String file;
    final String source;
    final String burning;
    private final String program;

    Language(String program, String handlers, String file, String source, String burning) {
        this.program = program;
        this.handlers = handlers;
        this.file = file;
        this.source = source;
        this.burning = burning;
    }

    /** The interpreter of this machine, or nothing where it is missing. */
    Optional<Path> interpreter() {
        if (this == JAVA) {
            return Optional.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        String path = "/usr/bin" + File.pathSeparator + System.getenv("PATH");
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    List<String> command(Path scratch) {
        String interpreter = interpreter().orElseThrow().toString();
        return switch (this) {
            case PYTHON -> List.of(interpreter, script(scratch, "bootstrap.py"));
            case NODE -> List.of(interpreter, script(scratch, "bootstrap.mjs"));
            case JAVA ->
                List.of(interpreter, "-cp", "target/classes:target/test-classes", "io.jfn.bootstrap.Bootstrap");
        };
    }

    private static String script(Path scratch, String name) {
        try (var in = Language.class.getResourceAsStream("/io/jfn/images/bootstrap/" + name)) {
            Path copy = Files.createDirectories(scratch.resolve("opt")).resolve(name);
            Files.write(copy, in.readAllBytes());
            return copy.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
