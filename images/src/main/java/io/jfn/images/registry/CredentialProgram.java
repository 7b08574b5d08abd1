// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program that keeps credentials, {@code docker-credential-NAME}: the server's address goes in, a credential comes out. */
final class CredentialProgram {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int LARGEST_ANSWER = 64 << 10;

    private final String name;
    private final Map<String, String> environment;
    private final Duration patience;

    CredentialProgram(String name, Map<String, String> environment) {
        this(name, environment, Duration.ofSeconds(15));
    }

    CredentialProgram(String name, Map<String, String> environment, Duration patience) {
        this.name = name;
        this.environment = environment;
        this.patience = patience;
    }

    /** The credential for a server; empty when the program knows of none. */
    Optional<Credential> get(String server) {
        if (!NAME.matcher(name).matches()) {
            throw failed("has a name that no program has", null);
        }
        Path program = program();
        Process process = null;
        try {
            var builder = new ProcessBuilder(program.toString(), "get").redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(environment);
            process = builder.start();
            return answer(process, server);
        } catch (IOException | ExecutionException e) {
            throw failed("failed: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw failed("gave no answer within " + Operation.text(patience), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", e);
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private Optional<Credential> answer(Process process, String server)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var said = new CompletableFuture<byte[]>();
        Thread.ofVirtual().name("jfn-credentials").start(() -> {
            try (var out = process.getInputStream()) {
                said.complete(out.readNBytes(LARGEST_ANSWER));
            } catch (IOException e) {
                said.completeExceptionally(e);
            }
        });
        try (var in = process.getOutputStream()) {
            in.write(server.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It may answer without having read; what it says counts.
            said.isDone();
        }
        byte[] answer = said.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        String text = new String(answer, StandardCharsets.UTF_8).strip();
        if (process.exitValue() != 0) {
            if (text.startsWith("credentials not found")) {
                return Optional.empty();
            }
            throw failed("ended with " + process.exitValue() + ": " + Printable.of(text), null);
        }
        JsonNode json = Json.read(answer, "the answer of " + this);
        return Optional.of(
                new Credential(Json.text(json, "Username", toString()), Json.text(json, "Secret", toString())));
    }

    private Path program() {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path program = Path.of(folder.isEmpty() ? "." : folder, "docker-credential-" + name);
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return program;
            }
        }
        throw failed("is not on the PATH", null);
    }

    private ImageException failed(String reason, @Nullable Throwable cause) {
        return new ImageException(
                Fault.CREDENTIALS_FAILED,
                this + " " + reason + ": install it or mend it, or take its name out of Docker's config.json",
                cause);
    }

    @Override
    public String toString() {
        return "credential helper docker-credential-" + Printable.of(name);
    }
}
