// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Docker's credential file and the helpers that it names: a helper for the one registry, else the store for all, else
 * what stands in the file itself. Read anew each time, so that a new login counts at once.
 */
public final class DockerCredentials implements Credentials {
    private static final int LARGEST = 1 << 20;
    private static final String HUB_KEY = "https://index.docker.io/v1/";

    private final Path file;
    private final Map<String, String> environment;

    /**
     * Credentials out of a file.
     *
     * @param file for example {@code ~/.docker/config.json}; it need not be there
     * @param environment what helpers are started with; their folders are those of its {@code PATH}
     */
    public DockerCredentials(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /** The file of a user, as {@code docker} finds it: below {@code DOCKER_CONFIG}, else below the home folder. */
    public static Credentials ofUser(Map<String, String> environment) {
        String folder = environment.get("DOCKER_CONFIG");
        String home = environment.get("HOME");
        if (folder == null && home == null) {
            return _ -> Found.nothing("no credential file, as neither DOCKER_CONFIG nor HOME is set");
        }
        Path place = folder != null ? Path.of(folder) : Path.of(String.valueOf(home), ".docker");
        return new DockerCredentials(place.resolve("config.json"), environment);
    }

    @Override
    public Found find(String registry) {
        if (!Files.exists(file)) {
            return Found.nothing("no credentials, as there is no file " + file);
        }
        JsonNode config = read();
        String key = registry.equals(ImageName.DOCKER_HUB) ? HUB_KEY : registry;
        String helper = config.path("credHelpers")
                .path(registry)
                .asText(config.path("credHelpers").path(key).asText(""));
        String named = helper.isEmpty() ? config.path("credsStore").asText("") : helper;
        String looked = file.toString();
        if (!named.isEmpty()) {
            var program = new CredentialProgram(named, environment);
            looked = program + ", named by " + file;
            Optional<Credential> kept = program.get(key);
            if (kept.isPresent()) {
                return new Found(
                        kept.get(), "the credentials of user '" + kept.get().user() + "' out of " + looked);
            }
        }
        Optional<Credential> written = written(config.path("auths"), registry);
        return written.map(found -> new Found(found, "the credentials of user '" + found.user() + "' in " + file))
                .orElse(Found.nothing("no credentials, as there are none for " + registry + " in " + looked));
    }

    private JsonNode read() {
        try {
            if (Files.size(file) > LARGEST) {
                throw broken("has more than " + LARGEST + " bytes", null);
            }
            return Json.read(Files.readAllBytes(file), "credential file " + file);
        } catch (IOException e) {
            throw broken("cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Keys are written with a scheme and a path, or without. */
    private Optional<Credential> written(JsonNode auths, String registry) {
        for (Map.Entry<String, JsonNode> entry : auths.properties()) {
            if (host(entry.getKey()).equals(registry)) {
                Optional<Credential> found = credential(entry.getKey(), entry.getValue());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Credential> credential(String key, JsonNode entry) {
        String token = entry.path("identitytoken").asText("");
        if (!token.isEmpty()) {
            return Optional.of(new Credential(Credential.TOKEN_USER, token));
        }
        String auth = entry.path("auth").asText("");
        if (auth.isEmpty()) {
            String user = entry.path("username").asText("");
            return user.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Credential(user, entry.path("password").asText("")));
        }
        try {
            String plain = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            if (colon > 0) {
                return Optional.of(new Credential(plain.substring(0, colon), plain.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw broken("has an 'auth' for " + key + " that is no base64", e);
        }
        throw broken("has an 'auth' for " + key + " that is no user and password", null);
    }

    private static String host(String key) {
        String bare = key.replaceFirst("^https?://", "").toLowerCase(Locale.ROOT);
        int slash = bare.indexOf('/');
        String host = slash < 0 ? bare : bare.substring(0, slash);
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? ImageName.DOCKER_HUB : host;
    }

    private ImageException broken(String reason, @Nullable Throwable cause) {
        return new ImageException(
                Fault.CREDENTIALS_FAILED,
                "credential file " + file + " " + reason + ": mend it, or log in again (docker login)",
                cause);
    }
}
