// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A function's folder, tools that are small scripts, and a gateway that remembers what it was sent. */
abstract class InstallStage {
    static final String PUT = "PUT /v1/functions/hello";

    @TempDir
    Path stage;

    Path folder;
    private Path bin;
    private GatewayDouble gateway;
    private final Map<String, String> environment = new HashMap<>();

    /** What was sent, by its digest. */
    private final Map<String, byte[]> sources = new LinkedHashMap<>();

    private final List<String> uploads = new ArrayList<>();
    String out = "";
    String err = "";

    @BeforeEach
    final void start() throws IOException {
        folder = Files.createDirectory(stage.resolve("hello"));
        bin = Files.createDirectory(stage.resolve("bin"));
        environment.put("PATH", bin.toString());
        environment.put("XDG_CACHE_HOME", stage.resolve("cache").toString());
        gateway = new GatewayDouble();
        gateway.answer("POST /v1/sources", this::take);
    }

    @AfterEach
    final void stop() {
        gateway.close();
    }

    private synchronized void take(HttpExchange exchange) throws IOException {
        byte[] body = gateway.bodies.get("POST /v1/sources");
        String digest = "sha256:" + HexFormat.of().formatHex(sha256(body));
        sources.put(digest, body);
        uploads.add(digest);
        gateway.answer("HEAD /v1/sources/" + digest, head -> head.sendResponseHeaders(200, -1));
        GatewayDouble.text(exchange, 201, "{\"source\":\"" + digest + "\"}");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Puts a script into the only folder of PATH; it notes how it was called, and where. */
    void tool(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\nPATH=/usr/bin:/bin\nif [ \"$1\" != --version ]; then echo \"$*\" >> " + stage + "/" + name
                        + ".calls; fi\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The calls of a tool that were more than the question for its version. */
    List<String> calls(String name) throws IOException {
        Path file = stage.resolve(name + ".calls");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    void environment(String name, String value) {
        environment.put(name, value);
    }

    void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
    }

    int deploy(String... more) {
        var run = CommandLineRun.at(gateway);
        environment.forEach(run::with);
        uploads.clear();
        List<String> words = new ArrayList<>(List.of("deploy", folder.toString()));
        words.addAll(List.of(more));
        int code = run.run(words.toArray(String[]::new));
        out = run.out();
        err = run.err();
        return code;
    }

    void deployed(String... more) {
        assertThat(deploy(more)).as(err).isZero();
    }

    /** The node loses a layer. */
    void forget(String digest) {
        gateway.answer("HEAD /v1/sources/" + digest, head -> head.sendResponseHeaders(404, -1));
    }

    JsonNode spec() throws IOException {
        return gateway.json(PUT);
    }

    List<String> requests() {
        return gateway.requests;
    }

    /** The digests that the last deploy sent, in order. */
    List<String> uploads() {
        return uploads;
    }

    Map<String, String> source() throws IOException {
        return FolderPackTest.entries(sources.get(spec().path("source").asText()));
    }

    Map<String, String> dependencies() throws IOException {
        return FolderPackTest.entries(sources.get(spec().path("dependencies").asText()));
    }

    /** All that lies in the function's folder, with its content. */
    Map<String, String> folderNow() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        try (var tree = Files.walk(folder)) {
            for (Path path : tree.sorted().toList()) {
                all.put(
                        folder.relativize(path).toString(),
                        Files.isRegularFile(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "");
            }
        }
        return all;
    }

    /** No copy of a folder is left where copies are made. */
    static List<Path> copies() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("jfn-install-"))
                    .toList();
        }
    }
}
