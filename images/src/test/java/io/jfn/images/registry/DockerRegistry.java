// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's docker-registry, on a loopback port that it finds itself. */
public final class DockerRegistry implements AutoCloseable {
    static final String USER = "ada";
    static final String PASSWORD = "right horse";
    /** The password by bcrypt, the one kind that the registry takes. */
    private static final String HTPASSWD = USER + ":$2b$04$8mbLZm6LIN/EKt3aFdjnXedPIwQ7U1E6iiQ0zw3YIrbgktivlbXBe\n";

    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:[0-9]+)");

    private final Process process;
    private final String host;

    /** Starts one in a folder, that wants a password or does not. */
    public DockerRegistry(Path folder, boolean locked) throws IOException {
        Path htpasswd = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        String auth = locked ? "auth:\n  htpasswd:\n    realm: test\n    path: " + htpasswd + "\n" : "";
        Path config = Files.writeString(
                folder.resolve("config.yml"),
                "version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: "
                        + folder.resolve("data") + "\nhttp:\n  addr: 127.0.0.1:0\n" + auth);
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        host = listening(lines);
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "docker-registry")));
    }

    public String host() {
        return host;
    }

    /** Writes what {@code docker login} leaves in a folder for {@code DOCKER_CONFIG}. */
    public void login(Path folder) throws IOException {
        String auth = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("config.json"), "{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    ImageName name(String rest) {
        return ImageName.parse(host + "/" + rest);
    }

    private String listening(BufferedReader lines) throws IOException {
        var said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return listening.group(1);
            }
            said.append(line).append('\n');
        }
        throw new IOException("docker-registry ended: " + said);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
