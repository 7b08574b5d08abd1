// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.CallAuth;
import io.jfn.api.Contract;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.InvalidInputException;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the settings of one function into its definition; every refusal says where the setting stands. */
final class FunctionSettings {
    static final List<String> KEYS = List.of(
            "name",
            "runtime",
            "image",
            "handler",
            "command",
            "contract",
            "port",
            "memory",
            "cpu",
            "pids",
            "timeout",
            "tmp",
            "concurrency",
            "scale",
            "env",
            "secrets",
            "auth",
            "network",
            "labels");
    private static final List<String> SCALE_KEYS = List.of("min", "max", "keepAlive");
    /** Names that are a file's and no image's, whether the file is there or not. */
    private static final Pattern ARCHIVE = Pattern.compile("^\\.{0,2}/|\\.(tar|tar\\.gz|tgz)$");

    private static final Pattern SUBJECT = Pattern.compile("^function '[^']*': ");

    private final Fields fields;
    private final @Nullable Path folder;
    private final Function<String, @Nullable String> environment;
    private final Set<Path> keepOut = new LinkedHashSet<>();

    private FunctionSettings(Fields fields, @Nullable Path folder, Function<String, @Nullable String> environment) {
        this.fields = fields;
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * Reads the settings of one function.
     *
     * @param folder what files are named relative to; null when they come in an archive and can name none
     * @param environment the deployer's environment, for secrets
     * @param given what holds the function's code when it is not an image
     */
    static FunctionDefinition read(
            Setting setting,
            @Nullable Path folder,
            Function<String, @Nullable String> environment,
            FunctionDefinition.Content given) {
        return new FunctionSettings(Fields.of(setting, "a function", KEYS), folder, environment).definition(given);
    }

    private FunctionDefinition definition(FunctionDefinition.Content given) {
        Optional<Setting.Word> image = fields.word("image");
        FunctionDefinition.Content content = image.map(this::image).orElse(given);
        if (given instanceof FunctionDefinition.ImageArchive) {
            content = given;
        }
        String digest = content instanceof FunctionDefinition.Imported
                ? fields.text("image").orElseThrow()
                : content instanceof FunctionDefinition.ImageArchive ? FunctionDefinition.IMAGE_TO_COME : null;
        FunctionSpec spec = spec(digest);
        if (content instanceof FunctionDefinition.Folder own) {
            keepOut.addAll(own.keepOut());
            content = new FunctionDefinition.Folder(own.folder(), Set.copyOf(keepOut));
        }
        return new FunctionDefinition(spec, content);
    }

    private FunctionDefinition.Content image(Setting.Word image) {
        boolean file = ARCHIVE.matcher(image.text()).find()
                || (folder != null && Files.isRegularFile(folder.resolve(image.text())));
        return file
                ? new FunctionDefinition.ImageArchive(new InnerFile(image, "image", folder).path())
                : new FunctionDefinition.Imported();
    }

    private FunctionSpec spec(@Nullable String digest) {
        if (!fields.has("name")) {
            throw new CliException(
                    ExitCode.INVALID_INPUT, fields.where("name") + ": the function has no name: add 'name: …'");
        }
        FunctionRuntime runtime =
                fields.choice("runtime", FunctionRuntime.class).orElse(null);
        String handler = fields.text("handler").orElse(null);
        Contract contract =
                fields.choice("contract", Contract.class).orElse(handler != null ? Contract.LAMBDA : Contract.HTTP);
        CallAuth auth = fields.choice("auth", CallAuth.class).orElse(CallAuth.NONE);
        try {
            return new FunctionSpec(
                    fields.text("name").orElseThrow(),
                    runtime,
                    digest,
                    null,
                    handler,
                    fields.words("command"),
                    contract,
                    whole(fields, "port", 1, FunctionSpec.DEFAULT_PORT),
                    limits(),
                    atLeastOne("timeout", Quantity::millis, FunctionSpec.DEFAULT_TIMEOUT_MILLIS),
                    whole(fields, "concurrency", 1, 1),
                    scale(),
                    fields.texts("env"),
                    secrets(),
                    auth,
                    fields.text("network").orElse("none"),
                    fields.texts("labels"));
        } catch (InvalidInputException e) {
            throw new CliException(ExitCode.INVALID_INPUT, blamed(e) + ": " + e.getMessage(), e);
        }
    }

    private ResourceLimits limits() {
        ResourceLimits usual = ResourceLimits.DEFAULT;
        long memory = fields.word("memory").map(Quantity::bytes).orElse(usual.memoryBytes());
        long tmp = fields.word("tmp").map(Quantity::bytes).orElse(Math.min(usual.tmpBytes(), memory));
        long cpu = fields.word("cpu").map(Quantity::cpuMillis).orElse((long) usual.cpuMillis());
        return new ResourceLimits(
                memory,
                (int) Math.min(cpu, Integer.MAX_VALUE), // out of range either way
                whole(fields, "pids", 1, usual.pids()),
                tmp);
    }

    private Scaling scale() {
        Optional<Setting> given = fields.setting("scale");
        if (given.isEmpty()) {
            return Scaling.DEFAULT;
        }
        Fields scale = Fields.of(given.get(), "scale", SCALE_KEYS);
        Scaling usual = Scaling.DEFAULT;
        int min = whole(scale, "min", 0, usual.min());
        return new Scaling(
                min,
                whole(scale, "max", 1, Math.max(min, usual.max())),
                scale.word("keepAlive").map(Quantity::millis).orElse(usual.keepAliveMillis()));
    }

    private Map<String, String> secrets() {
        var secrets = new Secrets(folder, environment);
        Map<String, String> contents = secrets.read(fields.map("secrets"));
        keepOut.addAll(secrets.files());
        return contents;
    }

    private long atLeastOne(String key, ToLongFunction<Setting.Word> read, long usual) {
        Optional<Setting.Word> word = fields.word(key);
        if (word.isEmpty()) {
            return usual;
        }
        long value = read.applyAsLong(word.get());
        if (value == 0) {
            throw word.get().refused(key + " must be more than nothing");
        }
        return value;
    }

    private static int whole(Fields fields, String key, int least, int usual) {
        return fields.word(key).map(word -> Quantity.whole(word, least)).orElse(usual);
    }

    /** Which setting a message of the contract's own checks is about: the key that it names first. */
    private String blamed(InvalidInputException e) {
        String message = SUBJECT.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return KEYS.stream()
                .filter(fields::has)
                .filter(key -> position(key, message) >= 0)
                .min(Comparator.comparingInt(key -> position(key, message)))
                .map(fields::where)
                .orElse(fields.where(""));
    }

    private static int position(String key, String message) {
        String word = key.equals("secrets") ? "secrets?" : key.equals("image") ? "image|digest" : key;
        Matcher found = Pattern.compile("\\b(" + word + ")\\b").matcher(message);
        return found.find() ? found.start() : -1;
    }
}
