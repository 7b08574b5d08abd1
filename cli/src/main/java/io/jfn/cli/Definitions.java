// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out what functions a folder, an archive or a {@code function.yaml} describes. */
final class Definitions {
    /** What can be an image's name and does not look like a file's. */
    private static final Pattern IMAGE =
            Pattern.compile("(?!.*\\.(tar|tar\\.gz|tgz|zip|ya?ml)$)[a-z0-9][A-Za-z0-9._:/@-]*[A-Za-z0-9]|[a-z0-9]");

    private static final String EXAMPLE_NAME = "give one with --name";

    private final Setting.Table options;
    private final Function<String, @Nullable String> environment;
    private final Consumer<String> notes;

    /**
     * What all functions have in common.
     *
     * @param options settings that count more than a file's
     * @param environment the deployer's environment, for secrets
     * @param notes hears what was guessed
     */
    Definitions(Setting.Table options, Function<String, @Nullable String> environment, Consumer<String> notes) {
        this.options = options;
        this.environment = environment;
        this.notes = notes;
    }

    /** The one function of a folder or of an archive. */
    FunctionDefinition of(Path target) {
        if (!Files.exists(target)) {
            throw new CliException(ExitCode.INVALID_INPUT, target + ": there is no such folder or archive");
        }
        return Files.isDirectory(target) ? folder(target) : archive(target);
    }

    /** The one function of a folder or of an archive, or of the image that bears the name when there are neither. */
    FunctionDefinition ofArgument(String target) {
        Path file = path(target);
        if (Files.exists(file) || !IMAGE.matcher(target).matches()) {
            return of(file);
        }
        notes.accept("there is no folder or archive '" + target + "': deploying the image of that name");
        String last = target.replaceFirst("@.*$", "").replaceFirst("^.*/", "").replaceFirst(":.*$", "");
        Setting settings = named(new Settings(target).put("image", target).table(), Guess.name(Path.of(last)));
        return FunctionSettings.read(
                Settings.over(settings, options), null, environment, new FunctionDefinition.Imported());
    }

    private static Path path(String target) {
        try {
            return Path.of(target);
        } catch (InvalidPathException e) {
            throw new CliException(ExitCode.INVALID_INPUT, target + ": is no file's name", e);
        }
    }

    /** The functions of a {@code function.yaml}, each with the file's folder as its own. */
    List<FunctionDefinition> file(Path file) {
        List<FunctionDefinition> functions = new ArrayList<>();
        for (Setting document : FunctionFile.read(file)) {
            functions.add(inFolder(document, file));
        }
        return functions;
    }

    private FunctionDefinition folder(Path folder) {
        Path file = folder.resolve(FunctionFile.NAME);
        if (Files.exists(file)) {
            return inFolder(one(FunctionFile.read(file)), file);
        }
        Setting settings = options;
        if (!has("runtime") && !has("image")) {
            Guess guess = Guess.of(folder);
            notes.accept(folder + " has no " + FunctionFile.NAME + "; " + guess.because());
            settings = guess.settings();
        }
        return inFolder(named(settings, Guess.name(folder)), file);
    }

    private FunctionDefinition inFolder(Setting settings, Path file) {
        Path real = file.toAbsolutePath().normalize();
        Path folder = real.getParent();
        if (folder == null) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": lies in no folder");
        }
        return FunctionSettings.read(
                Settings.over(settings, options),
                folder,
                environment,
                new FunctionDefinition.Folder(folder, Set.copyOf(List.of(real, folder.resolve(FunctionFile.NAME)))));
    }

    private FunctionDefinition archive(Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return inFolder(one(FunctionFile.read(file)), file);
        }
        ArchiveLook look = ArchiveLook.of(file);
        if (look.image()) {
            if (!has("name")) {
                throw new CliException(
                        ExitCode.INVALID_INPUT, file + ": an image archive says no function's name: " + EXAMPLE_NAME);
            }
            return FunctionSettings.read(options, null, environment, new FunctionDefinition.ImageArchive(file));
        }
        byte[] own = look.functionFile();
        if (own == null && !has("runtime")) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    file + ": has no " + FunctionFile.NAME + " at its top and is no image: make the archive from inside"
                            + " the function's folder, or give --runtime and --name");
        }
        Setting settings = own == null
                ? named(options, Guess.name(Path.of(name.replaceFirst("\\.(tar\\.gz|tgz|tar|zip)$", ""))))
                : one(FunctionFile.parse(file + "!" + FunctionFile.NAME, own));
        return FunctionSettings.read(
                Settings.over(settings, options), null, environment, new FunctionDefinition.FolderArchive(file));
    }

    private Setting named(Setting settings, String name) {
        if (has("name")) {
            return settings;
        }
        if (name.isEmpty()) {
            throw new CliException(ExitCode.INVALID_INPUT, "the folder's name cannot be a function's: " + EXAMPLE_NAME);
        }
        return Settings.over(
                settings, new Settings("the folder's name").put("name", name).table());
    }

    private static Setting one(List<Setting> documents) {
        if (documents.size() > 1) {
            throw documents.get(1).refused("a second function: deploy a file with several by -f");
        }
        return documents.getFirst();
    }

    private boolean has(String key) {
        return options.values().containsKey(key);
    }
}
