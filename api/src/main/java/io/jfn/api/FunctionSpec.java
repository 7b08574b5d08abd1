// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a deploy asks for: {@code function.yaml} after validation, and the JSON of {@code PUT /v1/functions/{name}}.
 * Every component but {@code name} may be absent in JSON and then has its default.
 *
 * @param name the function's name, see {@link FunctionName}
 * @param runtime the language runtime of a source folder; absent when {@code image} is given
 * @param image the digest of an imported image, or in a deploy the name of one in a registry ({@code nginx:1.25}), which a
 *     revision never holds; absent when {@code runtime} is given
 * @param source the digest of an uploaded source archive; goes with {@code runtime}
 * @param dependencies the digest of an uploaded archive of what the source's manifest names, installed; it lies below the
 *     source, and is absent where the source brings all it needs
 * @param handler for handler functions, the runtime's own notation ({@code app.handler}, {@code Main::handle})
 * @param command the main process's argument vector; empty means the image's or the runtime's own
 * @param contract how the main process is spoken to
 * @param port where an http function listens, passed to it as {@code PORT}; 1 to 65535
 * @param limits hard limits of one instance
 * @param timeoutMillis the longest an invocation may take, its cold start included; 1 to 900,000
 * @param concurrency invocations that one instance may run at a time; 1 to 1,000
 * @param scale how many instances may exist
 * @param env environment of the main process
 * @param secrets file name under {@code /run/secrets} to base64 of its content; write-only, never read back
 * @param auth who may call
 * @param network {@code none}, the only value today
 * @param labels free text for people and tools
 */
public record FunctionSpec(
        String name,
        @Nullable FunctionRuntime runtime,
        @Nullable String image,
        @Nullable String source,
        @Nullable String dependencies,
        @Nullable String handler,
        List<String> command,
        Contract contract,
        int port,
        ResourceLimits limits,
        long timeoutMillis,
        int concurrency,
        Scaling scale,
        Map<String, String> env,
        Map<String, String> secrets,
        CallAuth auth,
        String network,
        Map<String, String> labels) {

    public static final int DEFAULT_PORT = 8080;
    public static final long DEFAULT_TIMEOUT_MILLIS = 30_000;

    private static final int MOST_VARIABLES = 256;
    private static final int LONGEST_VALUE = 32_768;
    private static final int LONGEST_SECRET = 65_536 * 4 / 3 + 4;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,255}");
    private static final Pattern IMAGE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    @SuppressWarnings("ConstantValue") // JSON leaves components out: a missing one is null here and gets its default
    public FunctionSpec {
        var checked = new FunctionName(Objects.requireNonNullElse(name, ""));
        String who = "function '" + checked + "': ";
        if ((runtime == null) == (image == null)) {
            throw new InvalidInputException(who + "give either a runtime or an image, not both and not none");
        }
        if (image != null) {
            image = image.startsWith(Digest.PREFIX) ? new Digest(image).value() : imageName(who, image);
        }
        if (source != null) {
            source = new Digest(source).value();
        }
        if (dependencies != null) {
            dependencies = new Digest(dependencies).value();
            if (image != null) {
                throw new InvalidInputException(
                        who + "dependencies go with a runtime's source: an image brings its own");
            }
        }
        command = command == null ? List.of() : List.copyOf(command);
        for (String word : command) {
            noNul(who + "command", word);
        }
        contract = contract != null ? contract : handler != null ? Contract.LAMBDA : Contract.HTTP;
        port = port == 0 ? DEFAULT_PORT : port;
        limits = limits != null ? limits : ResourceLimits.DEFAULT;
        timeoutMillis = timeoutMillis == 0 ? DEFAULT_TIMEOUT_MILLIS : timeoutMillis;
        concurrency = concurrency == 0 ? 1 : concurrency;
        scale = scale != null ? scale : Scaling.DEFAULT;
        env = sorted(env);
        secrets = sorted(secrets);
        auth = auth != null ? auth : CallAuth.NONE;
        network = network != null ? network : "none";
        labels = sorted(labels);
        range(who + "port", port, 1, 65_535);
        range(who + "timeout in ms", timeoutMillis, 1, 900_000);
        range(who + "concurrency", concurrency, 1, 1000);
        if (contract == Contract.LAMBDA && concurrency != 1) {
            throw new InvalidInputException(
                    who + "concurrency must be 1 with the lambda contract: one event at a time");
        }
        if (!network.equals("none")) {
            throw new InvalidInputException(who + "network '" + Printable.of(network)
                    + "' is not available yet: functions have no outside network; use 'network: none' or leave it out");
        }
        if (env.size() > MOST_VARIABLES || secrets.size() > MOST_VARIABLES || labels.size() > MOST_VARIABLES) {
            throw new InvalidInputException(who + "more than " + MOST_VARIABLES + " env, secrets or labels");
        }
        env.forEach((key, value) -> {
            if (!VARIABLE.matcher(key).matches()) {
                throw new InvalidInputException(who + "env name '" + Printable.of(key)
                        + "' is not valid: letters, digits and '_', not beginning with a digit");
            }
            noNul(who + "env " + key, value);
            range(who + "length of env " + key, value.length(), 0, LONGEST_VALUE);
        });
        secrets.forEach((key, value) -> {
            if (!FILE.matcher(key).matches()) {
                throw new InvalidInputException(who + "secret name '" + Printable.of(key)
                        + "' is not valid: it becomes a file name of letters, digits, '_', '-' and '.'");
            }
            range(who + "length of secret " + key, value.length(), 0, LONGEST_SECRET);
        });
    }

    /** A specification without dependencies of its own. */
    public FunctionSpec(
            String name,
            @Nullable FunctionRuntime runtime,
            @Nullable String image,
            @Nullable String source,
            @Nullable String handler,
            List<String> command,
            Contract contract,
            int port,
            ResourceLimits limits,
            long timeoutMillis,
            int concurrency,
            Scaling scale,
            Map<String, String> env,
            Map<String, String> secrets,
            CallAuth auth,
            String network,
            Map<String, String> labels) {
        this(
                name,
                runtime,
                image,
                source,
                null,
                handler,
                command,
                contract,
                port,
                limits,
                timeoutMillis,
                concurrency,
                scale,
                env,
                secrets,
                auth,
                network,
                labels);
    }

    /** Whether the image is named as in a registry, not by its digest. */
    public boolean namesImage() {
        return image != null && !image.startsWith(Digest.PREFIX);
    }

    /** This specification with other content to run: an uploaded source, or an imported image. */
    public FunctionSpec withContent(@Nullable String newImage, @Nullable String newSource) {
        return with(newImage, newSource, dependencies, secrets);
    }

    /** This specification with other dependencies below its source. */
    public FunctionSpec withDependencies(@Nullable String newDependencies) {
        return with(image, source, newDependencies, secrets);
    }

    /** This specification with the contents of its secrets left out, fit to be shown. */
    public FunctionSpec withoutSecretContents() {
        var names = new TreeMap<String, String>();
        secrets.keySet().forEach(key -> names.put(key, ""));
        return with(image, source, dependencies, names);
    }

    private FunctionSpec with(
            @Nullable String newImage,
            @Nullable String newSource,
            @Nullable String newDependencies,
            Map<String, String> newSecrets) {
        return new FunctionSpec(
                name,
                runtime,
                newImage,
                newSource,
                newDependencies,
                handler,
                command,
                contract,
                port,
                limits,
                timeoutMillis,
                concurrency,
                scale,
                env,
                newSecrets,
                auth,
                network,
                labels);
    }

    /** Only that it can be a name; which registry it is in and whether it is well formed is for its resolver to say. */
    private static String imageName(String who, String text) {
        if (!IMAGE_NAME.matcher(text).matches()) {
            throw new InvalidInputException(who + "image '" + Printable.of(text)
                    + "' is neither a digest nor a name as in nginx:1.25 or localhost:5000/team/app@sha256:…");
        }
        return text;
    }

    private static Map<String, String> sorted(@Nullable Map<String, String> given) {
        return given == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(given));
    }

    private static void noNul(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidInputException(what + " contains a NUL character");
        }
    }

    private static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidInputException(what + " is " + value + ": it must be " + least + " to " + most);
        }
    }
}
