// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import io.jfn.api.RegistryLogin;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The developer's own credentials for registries, as {@code docker login} keeps them: below {@code DOCKER_CONFIG} or {@code
 * ~/.docker}, in the file itself or with a helper that it names. Whatever cannot be had is told and goes without.
 */
final class DockerLogins {
    private static final String HUB = "docker.io";
    private static final String HUB_KEY = "https://index.docker.io/v1/";
    private static final String TOKEN_USER = "<token>";
    private static final long PATIENCE_SECONDS = 15;
    private static final int LARGEST_ANSWER = 64 << 10;
    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Map<String, String> environment;
    private final Consumer<String> notes;

    DockerLogins(Map<String, String> environment, Consumer<String> notes) {
        this.environment = environment;
        this.notes = notes;
    }

    /** The credentials for the registry of an image, named as people name images. */
    Optional<RegistryLogin> find(String image) {
        String registry = registry(image);
        Optional<Path> file = file();
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Optional.empty();
        }
        try {
            return find(registry, Json.read(Files.readString(file.get()), JsonNode.class));
        } catch (JsonProcessingException | IllegalArgumentException _) {
            // Neither exception may be shown: both would tell what is in the file.
            notes.accept(file.get() + " cannot be read as Docker's configuration: going on without credentials");
        } catch (IOException e) {
            notes.accept("no credentials for " + registry + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    /** The registry's host in an image's name: its first part, when that can be no repository's. */
    static String registry(String image) {
        String first = firstPart(image);
        return !isHost(first) || first.equals("index.docker.io") || first.equals("registry-1.docker.io") ? HUB : first;
    }

    /** Whether an image's name says which registry it is in. */
    static boolean namesRegistry(String image) {
        return isHost(firstPart(image));
    }

    private static String firstPart(String image) {
        int slash = image.indexOf('/');
        return slash < 0 ? "" : image.substring(0, slash);
    }

    private static boolean isHost(String part) {
        return part.equals("localhost") || part.indexOf('.') >= 0 || part.indexOf(':') >= 0;
    }

    private Optional<Path> file() {
        String folder = environment.get("DOCKER_CONFIG");
        String home = environment.get("HOME");
        return Optional.ofNullable(
                        folder != null
                                ? Path.of(folder)
                                : home != null ? Path.of(home).resolve(".docker") : null)
                .map(found -> found.resolve("config.json"));
    }

    private Optional<RegistryLogin> find(String registry, JsonNode config) throws IOException {
        String key = registry.equals(HUB) ? HUB_KEY : registry;
        JsonNode helpers = config.path("credHelpers");
        String helper = helpers.path(registry).asText(helpers.path(key).asText(""));
        String named = helper.isEmpty() ? config.path("credsStore").asText("") : helper;
        if (!named.isEmpty()) {
            Optional<RegistryLogin> kept = ask(named, key, registry);
            if (kept.isPresent()) {
                return kept;
            }
        }
        for (Map.Entry<String, JsonNode> entry : config.path("auths").properties()) {
            String host = entry.getKey().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
            if (registry(host + "/x").equals(registry)) {
                return written(entry.getValue(), registry);
            }
        }
        return Optional.empty();
    }

    private static Optional<RegistryLogin> written(JsonNode entry, String registry) {
        String token = entry.path("identitytoken").asText("");
        String plain = new String(Base64.getDecoder().decode(entry.path("auth").asText("")), StandardCharsets.UTF_8);
        int colon = plain.indexOf(':');
        if (!token.isEmpty()) {
            return Optional.of(new RegistryLogin("", "", token, registry));
        }
        return colon <= 0
                ? Optional.empty()
                : Optional.of(new RegistryLogin(plain.substring(0, colon), plain.substring(colon + 1), "", registry));
    }

    private String program(String name) throws IOException {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path program = Path.of(folder).resolve(name);
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new IOException(name + " is not on the PATH");
    }

    /** Docker's protocol for helpers: the server's address goes in, {@code Username} and {@code Secret} come out. */
    private Optional<RegistryLogin> ask(String helper, String key, String registry) throws IOException {
        if (!HELPER.matcher(helper).matches()) {
            throw new IOException("'" + Printable.of(helper) + "' is no name of a credential helper");
        }
        var builder = new ProcessBuilder(program("docker-credential-" + helper), "get")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try {
            try (var in = process.getOutputStream()) {
                in.write(key.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It may answer without having read; what it says counts.
            }
            byte[] answer = process.getInputStream().readNBytes(LARGEST_ANSWER);
            if (process.waitFor() != 0) {
                return Optional.empty();
            }
            JsonNode said = Json.read(new String(answer, StandardCharsets.UTF_8), JsonNode.class);
            String user = said.path("Username").asText("");
            String secret = said.path("Secret").asText("");
            return Optional.of(
                    user.equals(TOKEN_USER)
                            ? new RegistryLogin("", "", secret, registry)
                            : new RegistryLogin(user, secret, "", registry));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
