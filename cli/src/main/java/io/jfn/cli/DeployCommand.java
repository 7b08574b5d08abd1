// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionView;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jfn deploy}. */
@Command(
        name = "deploy",
        description =
                "Deploy a function from a folder, an archive of one, an image archive, or the name of an image in a"
                        + " registry, the node's own first; a folder without function.yaml is looked at, and what it seems to"
                        + " be is said.",
        sortOptions = false)
final class DeployCommand extends ClientCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR|ARCHIVE|IMAGE",
            description = "The folder, by default this one, a tar, tar.gz or zip, or an image's name.")
    private @Nullable String target;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A function.yaml, of several functions maybe; repeatable.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private InstallOption install = new InstallOption();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Override
    ExitCode run() {
        List<FunctionDefinition> functions = functions();
        List<Map<String, Object>> deployed = new ArrayList<>();
        for (FunctionDefinition function : functions) {
            FunctionView view = deploy(function);
            if (json()) {
                deployed.add(described(view));
            } else {
                tell(view);
            }
        }
        if (json()) {
            terminal().line(Json.pretty(files.isEmpty() ? deployed.getFirst() : deployed));
        }
        return ExitCode.OK;
    }

    private List<FunctionDefinition> functions() {
        var definitions = new Definitions(settings.table(), shell().environment()::get, note -> {
            if (!json()) {
                terminal().note(note);
            }
        });
        if (files.isEmpty()) {
            return List.of(definitions.ofArgument(target == null ? "." : target));
        }
        if (target != null) {
            throw new CliException(ExitCode.USAGE, "deploy either a folder or archive, or the files of -f");
        }
        List<FunctionDefinition> functions = new ArrayList<>();
        for (Path file : files) {
            functions.addAll(definitions.file(file));
        }
        if (functions.size() > 1 && settings.name != null) {
            throw new CliException(ExitCode.USAGE, "--name cannot name " + functions.size() + " functions");
        }
        return functions;
    }

    private FunctionView deploy(FunctionDefinition function) {
        if (!json()) {
            terminal().note("deploying " + function.spec().name());
        }
        return inSteps(progress -> flow(progress).deploy(function));
    }

    private DeployFlow flow(DeployProgress progress) {
        return new DeployFlow(api(), progress, install.dependencies(shell().environment(), progress));
    }

    private URI url(FunctionView view) {
        return api().address().at(view.path());
    }

    /** The function as the API shows it, and where to call it. */
    private Map<String, Object> described(FunctionView view) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("url", url(view).toString());
        all.put("function", view);
        return all;
    }

    private void tell(FunctionView view) {
        terminal().line(view.name() + " revision " + view.revision() + " takes calls");
        terminal()
                .table(List.of(
                        List.of("  call", url(view).toString()),
                        List.of("  try", "curl " + url(view)),
                        List.of(
                                "  limits",
                                Shown.limits(view.spec().limits(), view.spec().timeoutMillis()) + ", network "
                                        + view.spec().network())));
    }
}
