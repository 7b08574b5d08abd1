// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.BuildRequest;
import io.jfn.api.BuiltImageView;
import io.jfn.api.PushedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jfn build}. */
@Command(
        name = "build",
        description =
                "Make an OCI image of a function's folder, without a daemon. The same folder gives the same image:"
                        + " all times in it are SOURCE_DATE_EPOCH, or 1970. Secrets never get into an image.",
        sortOptions = false)
final class BuildCommand extends ClientCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR|ARCHIVE",
            description = "The folder, by default this one, or a tar, tar.gz or zip of it.")
    private Path target = Path.of(".");

    @Option(
            names = {"-t", "--tag"},
            required = true,
            paramLabel = "REF",
            description = "The image's name, as hello:1 or registry.example/team/hello:1.")
    private String reference = "";

    @Option(
            names = "--push",
            description = "Send the image to the registry that its name says, which must name one: an image without"
                    + " a registry's host in its name is in the node's own registry as soon as it is built.")
    private boolean push;

    private @Nullable Path file;

    @Mixin
    private InstallOption install = new InstallOption();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    /** Of this command {@code --output} is a file, as build tools have it; the form of the result is {@code -o} alone. */
    static CommandLine line() {
        var command = new BuildCommand();
        var line = new CommandLine(command);
        OptionSpec form = line.getCommandSpec().findOption("-o");
        line.getCommandSpec().remove(form);
        line.getCommandSpec().addOption(OptionSpec.builder(form).names("-o").build());
        line.getCommandSpec()
                .addOption(OptionSpec.builder("--output")
                        .paramLabel("FILE")
                        .type(Path.class)
                        .description("Write the image to an archive that OCI tools and docker load take.")
                        .setter(new CommandLine.Model.ISetter() {
                            @Override
                            @SuppressWarnings({"unchecked", "NullAway"}) // the value before may be none
                            public <T> T set(T value) {
                                Path before = command.file;
                                command.file = (Path) value;
                                return (T) before;
                            }
                        })
                        .build());
        return line;
    }

    @Override
    ExitCode run() {
        var definitions = new Definitions(settings.table(), shell().environment()::get, note -> {
            if (!json()) {
                terminal().note(note);
            }
        });
        FunctionDefinition function = definitions.of(target);
        Result result = inSteps(progress -> make(function, progress));
        if (json()) {
            terminal().line(Json.pretty(described(result)));
        } else {
            tell(result);
        }
        return ExitCode.OK;
    }

    /** An image, and where it was sent, when it was. */
    private record Result(BuiltImageView built, @Nullable PushedImage pushed) {}

    private Result make(FunctionDefinition function, DeployProgress progress) {
        switch (function.content()) {
            case FunctionDefinition.Folder _, FunctionDefinition.FolderArchive _ -> {}
            case FunctionDefinition.ImageArchive _, FunctionDefinition.Imported _ ->
                throw new CliException(
                        ExitCode.INVALID_INPUT,
                        target + ": is an image already: only a function with a runtime is built into one");
        }
        if (push && !DockerLogins.namesRegistry(reference)) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    "--push: '" + Shown.line(reference)
                            + "' names no registry to push to, and in the node's own it is as"
                            + " soon as it is built: leave --push out, or name the registry as in"
                            + " registry.example/team/hello:1");
        }
        long epoch = epoch();
        var flow = new DeployFlow(api(), progress, install.dependencies(shell().environment(), progress));
        var spec = flow.withContent(function).withoutSecretContents();
        ImagesApi images = api().onImages();
        BuiltImageView built = images.build(new BuildRequest(spec, reference, epoch), progress);
        if (file != null) {
            images.download(built.manifest(), reference, file, progress);
        }
        return new Result(built, push ? images.push(reference, progress) : null);
    }

    /** The time that reproducible-builds.org has tools take from the environment. */
    private long epoch() {
        String given = shell().environment().getOrDefault("SOURCE_DATE_EPOCH", "0");
        if (!given.matches("[0-9]{1,10}")) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    "SOURCE_DATE_EPOCH is '" + Shown.line(given) + "': it must be seconds since 1970");
        }
        return Long.parseLong(given);
    }

    private Map<String, Object> described(Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("built", result.built());
        if (file != null) {
            all.put("file", file.toString());
        }
        if (result.pushed() != null) {
            all.put("pushed", result.pushed());
        }
        return all;
    }

    private void tell(Result result) {
        BuiltImageView built = result.built();
        terminal().line(built.name() + " " + built.manifest());
        terminal().line("  " + built.layers().size() + " layers, " + Shown.bytes(built.bytes()));
        if (file != null) {
            terminal().line("  written to " + file);
        }
        if (result.pushed() != null) {
            terminal().line("  " + ImagesPushCommand.told(result.pushed()));
        }
    }
}
