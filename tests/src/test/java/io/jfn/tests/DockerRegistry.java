// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's docker-registry with a password, on a loopback port that it finds itself. */
final class DockerRegistry implements AutoCloseable {
    private static final String LOGIN = "ada:right horse";
    /** The password by bcrypt, the one kind that the registry takes. */
    private static final String HTPASSWD = "ada:$2b$04$8mbLZm6LIN/EKt3aFdjnXedPIwQ7U1E6iiQ0zw3YIrbgktivlbXBe\n";

    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:[0-9]+)");

    private final Process process;
    private final String host;

    DockerRegistry(Path folder) throws IOException {
        Path htpasswd = Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
        Path config = Files.writeString(
                folder.resolve("config.yml"),
                "version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: "
                        + folder.resolve("data") + "\nhttp:\n  addr: 127.0.0.1:0\n"
                        + "auth:\n  htpasswd:\n    realm: test\n    path: " + htpasswd + "\n");
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        host = listening(lines);
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
    }

    String host() {
        return host;
    }

    /** Writes what {@code docker login} leaves in a folder for {@code DOCKER_CONFIG}. */
    void login(Path folder) throws IOException {
        String auth = Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
        Files.writeString(folder.resolve("config.json"), "{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    private static String listening(BufferedReader lines) throws IOException {
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
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
