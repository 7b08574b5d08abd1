// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jfn init}. */
@Command(name = "init", description = "Write a small function that works, to begin with.")
final class InitCommand extends ClientCommand {
    private static final Map<FunctionRuntime, List<String>> FILES = Map.of(
            FunctionRuntime.PYTHON3, List.of("function.yaml", "app.py"),
            FunctionRuntime.NODE, List.of("function.yaml", "app.mjs"),
            FunctionRuntime.JAVA, List.of("function.yaml", "Hello.java"),
            FunctionRuntime.NATIVE, List.of("function.yaml", "server.c", "build.sh", ".jfnignore"));

    @Option(
            names = "--runtime",
            paramLabel = "RUNTIME",
            description = "python3, node, java or native; python3 when not given.")
    private String runtime = "python3";

    @Parameters(paramLabel = "DIR", description = "The folder, made if need be; its name becomes the function's.")
    private Path folder = Path.of(".");

    @Override
    ExitCode run() {
        FunctionRuntime chosen = Arrays.stream(FunctionRuntime.values())
                .filter(candidate -> candidate.toString().equals(runtime))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE, "--runtime: '" + runtime + "' is not one of python3, node, java, native"));
        String name = new FunctionName(Guess.name(folder)).value();
        List<String> files = FILES.getOrDefault(chosen, List.of());
        List<String> written = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (String file : files) {
                if (Files.exists(folder.resolve(file))) {
                    throw new CliException(
                            ExitCode.INVALID_INPUT, folder.resolve(file) + ": is there already; nothing was written");
                }
            }
            for (String file : files) {
                write(chosen, file, name);
                written.add(folder.resolve(file).toString());
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, folder + ": cannot be written: " + e.getMessage(), e);
        }
        tell(chosen, name, written);
        return ExitCode.OK;
    }

    private void tell(FunctionRuntime chosen, String name, List<String> written) {
        if (json()) {
            terminal().line(Json.pretty(Map.of("name", name, "files", written)));
            return;
        }
        written.forEach(file -> terminal().line("wrote " + file));
        String build = chosen == FunctionRuntime.NATIVE ? folder.resolve("build.sh") + " && " : "";
        terminal().line("next: " + build + "jfn deploy " + folder);
    }

    private void write(FunctionRuntime chosen, String file, String name) throws IOException {
        String resource = "init/" + chosen + "/" + (file.startsWith(".") ? file.substring(1) : file);
        try (var in = InitCommand.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Path target = folder.resolve(file);
            Files.writeString(target, text.replace("@name@", name));
            if (file.endsWith(".sh") && !target.toFile().setExecutable(true)) {
                throw new IOException(target + " cannot be made executable");
            }
        }
    }
}
